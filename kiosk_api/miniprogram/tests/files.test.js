// What WeChat's own tool would refuse: missing pages and components, WXML that does not parse, addresses, size.

const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { chmodSync, existsSync, statSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { test } = require("node:test");
const { APP, componentsOf, files, read } = require("./files");
const { idOf } = require("./simulator");

const MOST_BYTES = 2 * 1024 * 1024;
const MOST_TAB_ICON_BYTES = 40 * 1024;
const app = JSON.parse(read("app.json"));
const theme = JSON.parse(read("theme.json"));
const all = files();
const wxml = all.filter((path) => path.endsWith(".wxml"));

test("every page stands in app.json with its four files, and no page is left out", () => {
  const found = all.filter((path) => path.startsWith("pages/") && path.endsWith(".wxml")).map((path) => path.replace(/\.wxml$/, ""));
  assert.deepEqual([...app.pages].sort(), found.sort());
  for (const page of app.pages) for (const ending of ["js", "json", "wxml"]) assert.ok(existsSync(join(APP, `${page}.${ending}`)), `${page}.${ending}`);
  assert.equal(app.pages[0], "pages/home/home");
});

test("tabs are pages, their icons exist, are small and PNG; every @name is in both themes", () => {
  for (const { pagePath } of app.tabBar.list) assert.ok(app.pages.includes(pagePath));
  const names = JSON.stringify(app).match(/"@(\w+)"/g).map((name) => name.slice(2, -1));
  for (const scheme of ["light", "dark"]) {
    for (const name of names) assert.ok(theme[scheme][name], `${scheme}: ${name}`);
    for (const path of Object.values(theme[scheme]).filter((value) => value.startsWith("images/"))) {
      assert.ok(path.endsWith(".png") && statSync(join(APP, path)).size <= MOST_TAB_ICON_BYTES, path);
    }
  }
});

test("every used component exists, and every component is used", () => {
  const used = new Set(app.pages.flatMap(componentsOf));
  for (const path of used) for (const ending of ["js", "json", "wxml"]) assert.ok(existsSync(join(APP, `${path}.${ending}`)), `${path}.${ending}`);
  const there = all.filter((path) => path.startsWith("components/") && path.endsWith(".js")).map((path) => path.replace(/\.js$/, ""));
  assert.deepEqual([...used].sort(), there.sort());
});

test("every part that a page names is declared, and every declared one is named", () => {
  const builtIn = ["view", "text", "block", "input", "button", "scroll-view", "label", "switch", "page-meta"];
  for (const path of wxml) {
    const declared = Object.keys(JSON.parse(read(path.replace(/wxml$/, "json"))).usingComponents);
    const named = [...new Set([...read(path).matchAll(/<([a-z-]+)/g)].map(([, name]) => name))].filter((name) => !builtIn.includes(name));
    assert.deepEqual(named.sort(), [...declared].sort(), path);
  }
});

test("WXML closes what it opens, and the simulator compiles every page and component", () => {
  for (const path of wxml) {
    const open = [];
    for (const [, close, name, alone] of read(path).matchAll(/<(\/?)([a-z-]+)(?:\s+[\w:*-]+(?:="[^"]*")?)*\s*(\/?)>/g)) {
      if (close) assert.equal(open.pop(), name, path);
      else if (!alone) open.push(name);
    }
    assert.deepEqual(open, [], path);
    assert.equal((read(path).match(/\{\{/g) || []).length, (read(path).match(/\}\}/g) || []).length, path);
    idOf(path.replace(/\.wxml$/, ""));
  }
});

test("WeChat's own compilers take every WXML and WXSS, and refuse a broken one", (context) => {
  const folder = join(dirname(require.resolve("miniprogram-compiler/package.json")), "bin", "linux");
  const compiled = (tool, options, ending, cwd = APP, names = all) => {
    chmodSync(join(folder, tool), 0o755);
    return spawnSync(join(folder, tool), [...options, ...names.filter((path) => path.endsWith(ending))], { cwd, maxBuffer: MOST_BYTES });
  };
  const wcc = compiled("wcc", ["-d"], ".wxml");
  if (wcc.error) return context.skip(`they run on Linux and x86-64 only: ${wcc.error.message}`);
  for (const { status, stderr } of [wcc, compiled("wcsc", ["-lc"], ".wxss")]) assert.deepEqual([status, stderr.toString()], [0, ""]);
  assert.notEqual(compiled("wcc", ["-d"], ".wxml", __dirname, ["broken.wxml"]).status, 0);
});

test("styles: every imported sheet exists, components import the shared shapes they use, none has a tag selector", () => {
  for (const path of all.filter((one) => one.endsWith(".wxss"))) {
    for (const [, imported] of read(path).matchAll(/@import "([^"]+)"/g)) assert.ok(existsSync(join(APP, path, "..", imported)), `${path}: ${imported}`);
    if (path.startsWith("components/")) assert.doesNotMatch(read(path).replace(/url\("[^"]*"\)|@keyframes[^]*?\}\s*\}/g, ""), /(^|[\s,>}])[a-z][a-z-]*\s*[{,]/m, path);
  }
  const shared = [...read("styles/shapes.wxss").matchAll(/^\.(\w+)/gm)].map(([, name]) => name);
  for (const path of wxml.filter((one) => one.startsWith("components/"))) {
    const uses = shared.some((name) => new RegExp(`class="([^"]* )?${name}[ "]`).test(read(path)));
    if (uses) assert.match(read(path.replace(/wxml$/, "wxss")), /@import "..\/..\/styles\/shapes.wxss"/, path);
  }
});

test("a page's root is as large as the type set in WeChat", () => {
  for (const page of app.pages) assert.match(read(`${page}.wxml`), /^<page-meta root-font-size="\{\{rootSize\}\}" \/>/);
});

test("handlers that a page binds exist", () => {
  for (const path of wxml) {
    const script = read(path.replace(/wxml$/, "js"));
    for (const [, name] of read(path).matchAll(/\sbind:?\w+="(\w+)"/g)) assert.match(script, new RegExp(`\\b${name}\\(`), `${path}: ${name}`);
  }
});

test("what can be tapped says what it is", () => {
  for (const path of wxml) {
    for (const [tag] of read(path).matchAll(/<view[^>]*bindtap[^>]*>/g)) assert.match(tag, /aria-role="(button|link|radio|option)"/, `${path}: ${tag}`);
    for (const [tag] of read(path).matchAll(/<(input|switch)[^>]*>/g)) assert.match(tag, /aria-label="/, `${path}: ${tag}`);
  }
});

test("only config.js holds an address", () => {
  for (const path of all.filter((one) => /\.(js|json|wxml|wxss)$/.test(one) && one !== "config.js")) {
    const text = read(path).replaceAll("http://www.w3.org/2000/svg", "");
    assert.doesNotMatch(text, /https?:\/\/|wss?:\/\//, path);
  }
  assert.equal((read("config.js").match(/https:\/\//g) || []).length, 1);
});

test("the package is far below WeChat's 2 MB", (context) => {
  const bytes = all.reduce((sum, path) => sum + statSync(join(APP, path)).size, 0);
  context.diagnostic(`package: ${(bytes / 1024).toFixed(0)} KB in ${all.length} files`);
  assert.ok(bytes < MOST_BYTES);
});
