// Writes app/components/glyph/glyph.wxss: the terminal's drawings (lucide, ISC licence) as masks that take the text's colour.

const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const DRAWINGS = {
  search: "search", send: "send", book: "book-open", phone: "phone", place: "map-pin", text: "file-text", scan: "scan-line",
  useful: "thumbs-up", useless: "thumbs-down", down: "chevron-down", next: "chevron-right", ask: "message-circle-question",
  share: "share-2", copy: "copy", away: "wifi-off", warn: "triangle-alert", check: "circle-check", remove: "trash-2",
  retry: "rotate-cw", clock: "clock", map: "map", type: "a-large-small", lock: "shield-check", close: "x",
  building: "building-2", receipt: "receipt", money: "coins", safety: "shield-check", disaster: "life-buoy", tax: "calculator",
  plan: "map", home: "house", repair: "wrench", nature: "leaf", culture: "library", law: "scale", care: "heart-handshake",
  farm: "sprout", food: "utensils", job: "briefcase", insurance: "badge-check", old: "hand-heart", people: "users",
  school: "graduation-cap", health: "stethoscope", work: "hammer", travel: "palette", news: "megaphone", bus: "bus",
  park: "trees", state: "landmark",
};
const FOLDER = join(__dirname, "../../ui/node_modules/lucide-static/icons");

/** @param {string} drawing */
function mask(drawing) {
  const svg = readFileSync(join(FOLDER, `${drawing}.svg`), "utf8")
    .replace(/<!--[^]*?-->/g, "")
    .replace(/\s+class="[^"]*"/, "")
    .replace(/\s+(width|height)="24"/g, "")
    .replace("currentColor", "#000")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .trim();
  return `url("data:image/svg+xml,${svg.replace(/"/g, "'").replace(/[#<>%]/g, encodeURIComponent)}")`;
}

const rules = Object.entries(DRAWINGS).map(([name, drawing]) => {
  const url = mask(drawing);
  return `.glyph-${name} { -webkit-mask-image: ${url}; mask-image: ${url}; }`;
});
const base = `/* Made by tools/icons.js from lucide (ISC licence). */
.glyph {
  display: inline-block;
  flex: none;
  width: 1.35em;
  height: 1.35em;
  background: currentColor;
  vertical-align: -0.25em;
  -webkit-mask-position: center;
  mask-position: center;
  -webkit-mask-repeat: no-repeat;
  mask-repeat: no-repeat;
  -webkit-mask-size: contain;
  mask-size: contain;
}
`;
writeFileSync(join(__dirname, "../app/components/glyph/glyph.wxss"), base + rules.join("\n") + "\n");
