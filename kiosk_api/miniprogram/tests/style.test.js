// What the eye and the finger need: contrast of every pair of colours in both schemes, targets, sizes that follow the type.

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { files, read } = require("./files");

const LEAST_CONTRAST = 4.5;
const LEAST_EDGE = 3;
const LEAST_TARGET_PX = 44;
const SMALLEST_ROOT_PX = 16;
const LEAST_TYPE_REM = 0.95;

/** @param {string} block */
const tokens = (block) => Object.fromEntries([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
const [light, dark] = read("app.wxss").split("@media (prefers-color-scheme: dark)").map(tokens);

/** @param {string} colour relative luminance, WCAG 2.2 */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const WRITTEN = [
  ["ink", "paper"], ["ink", "ground"], ["ink", "main-light"], ["ink", "mark"], ["ink", "bad-light"], ["quiet", "paper"], ["quiet", "ground"],
  ["quiet", "bad-light"], ["quiet", "main-light"], ["main", "paper"], ["main", "ground"], ["main", "main-light"], ["on-door", "door"],
  ["warn", "warn-light"], ["bad", "bad-light"], ["bad", "paper"], ["bad", "ground"], ["paper", "quiet"],
];

test("words stand out, light and dark", () => {
  for (const [name, scheme] of Object.entries({ light, dark })) {
    for (const [words, behind] of WRITTEN) {
      const found = contrast(scheme[words], scheme[behind]);
      assert.ok(found >= LEAST_CONTRAST, `${name}: ${words} on ${behind} ${found.toFixed(2)}`);
    }
    for (const behind of ["paper", "ground"]) assert.ok(contrast(scheme.edge, scheme[behind]) >= LEAST_EDGE, `${name}: edge on ${behind}`);
  }
});

test("no colour is written outside the table of colours", () => {
  for (const path of files().filter((one) => one.endsWith(".wxss") && one !== "app.wxss" && !one.includes("glyph"))) {
    assert.doesNotMatch(read(path), /#[0-9a-f]{3,8}\b|rgba?\(/i, path);
  }
});

test("letters follow the type set in WeChat and are never small", () => {
  for (const path of files().filter((one) => one.endsWith(".wxss"))) {
    for (const [, size, unit] of read(path).matchAll(/font-size: ([\d.]+)(\w+)/g)) {
      assert.equal(unit, "rem", path);
      assert.ok(Number(size) >= LEAST_TYPE_REM, `${path}: ${size}`);
    }
    assert.doesNotMatch(read(path), /(^|[^-])\bheight: [\d.]+px/, path);
  }
});

test("what is tapped is tall enough at the smallest type", () => {
  const sheets = new Map(files().filter((one) => one.endsWith(".wxss")).map((path) => [path, read(path)]));
  for (const path of files().filter((one) => one.endsWith(".wxml"))) {
    for (const [tag] of read(path).matchAll(/<view[^>]*bindtap[^>]*>/g)) {
      const name = (/class="([\w-]+)/.exec(tag) || [])[1];
      const sheet = (sheets.get(path.replace(/wxml$/, "wxss")) || "") + sheets.get("styles/shapes.wxss");
      const rules = [...sheet.matchAll(new RegExp(`(?:^|\\s|,)\\.${name}(?:, [^{]*)? \\{([^}]*)\\}`, "g"))].map(([, rule]) => rule).join(";");
      const [, size, unit] = /(?:min-height|line-height): ([\d.]+)(rem|px)/.exec(rules) || [];
      const pixels = Number(size) * (unit === "rem" ? SMALLEST_ROOT_PX : 1);
      assert.ok(pixels >= LEAST_TARGET_PX, `${path}: .${name} ${pixels}px`);
    }
  }
});
