// Pages as HTML for a real browser: `node tests/draw.js <address of the service> <folder> <id of a superseded policy>`.
// Each file is one state of a page, with WXSS turned into CSS and WeChat's own bars around it. "recorded" instead of an
// address: the tests' own service. What can be tapped is marked with data-tap.

const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { APP, json, open, phone, settled } = require("./simulator");
const { componentsOf } = require("./files");
const { compile, getContent } = require("miniprogram-simulate/src/wxss");

const [, , service = "", folder = "", superseded = ""] = process.argv;
const questions = require("../app/lib/questions");
const config = require("../app/config");
const { Service } = require("./service");
const CARE_SIZE = 23.8;

/** What WeChat gives its own parts, as far as a picture shows it. */
const PARTS = `
html, body { margin: 0; }
body { padding: 91px 0 0; min-height: calc(100vh - 91px) !important; }
body.has-tabs { padding-bottom: 84px; }
wx-view, wx-scroll-view, wx-input, wx-label { display: block; }
wx-page-meta { display: none; }
wx-text { white-space: pre-line; }
wx-scroll-view { overflow-x: auto; scrollbar-width: none; }
wx-button { display: block; margin: 0 auto; text-align: center; }
wx-input { overflow: hidden; white-space: nowrap; line-height: 2.9rem; }
.input--placeholder { color: var(--quiet); }
wx-switch wx-view { position: relative; width: 52px; height: 32px; border-radius: 16px; background: #dfdfdf; }
wx-switch wx-view::after { content: ""; position: absolute; top: 2px; left: 2px; width: 28px; height: 28px; border-radius: 50%; background: #fff; }
wx-switch .switch--on { background: #16498f; }
wx-switch .switch--on::after { left: 22px; }
.wechat-bar { position: fixed; z-index: 9; top: 0; right: 0; left: 0; height: 91px; background: var(--bar); color: #fff; font: 600 17px/44px "Noto Sans CJK SC", sans-serif; text-align: center; }
.wechat-bar b { position: absolute; right: 0; bottom: 0; left: 0; font-weight: 600; }
.wechat-bar i { position: absolute; left: 18px; bottom: 0; font-style: normal; font-size: 26px; }
.wechat-bar u { position: absolute; top: 4px; left: 30px; font-size: 15px; text-decoration: none; }
.wechat-bar s { position: absolute; right: 8px; bottom: 6px; width: 87px; height: 32px; box-sizing: border-box; border: 1px solid #ffffff66; border-radius: 16px; font: 700 18px/28px sans-serif; text-decoration: none; }
.wechat-tabs { position: fixed; z-index: 9; right: 0; bottom: 0; left: 0; display: flex; height: 84px; border-top: 1px solid var(--line); background: var(--paper); color: var(--quiet); font: 11px/1 "Noto Sans CJK SC", sans-serif; text-align: center; }
.wechat-tabs div { flex: 1; padding-top: 6px; }
.wechat-tabs div.on { color: var(--main); }
.wechat-tabs img { display: block; width: 28px; height: 28px; margin: 0 auto 4px; }
.only-dark { display: none !important; }
@media (prefers-color-scheme: dark) { .only-light { display: none !important; } .only-dark { display: block !important; } }
`;

const theme = json("theme.json");
/** A file's rules for the part of the page that may see them: WeChat keeps components' styles apart. */
const sheet = (path, prefix) =>
  compile(getContent(join(APP, path)).replace(/(^|\s)page(?=\s*\{)/g, "$1body"), { prefix });

/** The style sheet of a page: the program's and its own, and each component's own. */
function styles(name) {
  const page = `pages/${name}/${name}`;
  const bar = `body { --bar: ${theme.light.bar}; } @media (prefers-color-scheme: dark) { body { --bar: ${theme.dark.bar}; } }`;
  const components = componentsOf(page).map((path) => sheet(`${path}.wxss`, path.split("/").pop()));
  return [sheet("app.wxss", name), sheet(`${page}.wxss`, name), ...components, bar, PARTS].join("\n");
}

function tabs(name) {
  const { list } = json("app.json").tabBar;
  if (!list.some(({ pagePath }) => pagePath === `pages/${name}/${name}`)) return "";
  const image = (path) => `data:image/png;base64,${readFileSync(join(APP, path)).toString("base64")}`;
  const one = ({ pagePath, text, iconPath, selectedIconPath }) => {
    const on = pagePath === `pages/${name}/${name}`;
    const icon = (on ? selectedIconPath : iconPath).slice(1);
    return `<div class="${on ? "on" : ""}"><img class="only-light" src="${image(theme.light[icon])}"><img class="only-dark" src="${image(theme.dark[icon])}">${text}</div>`;
  };
  return `<div class="wechat-tabs">${list.map(one).join("")}</div>`;
}

function write(file, name, page, title) {
  for (const part of page.dom.querySelectorAll("*")) {
    const node = part.__wxElement;
    if ((node && node._vt && node._vt.event && node._vt.event.tap) || part.matches("wx-button")) part.setAttribute("data-tap", "");
  }
  const bottom = tabs(name);
  const back = bottom ? "" : "<i>‹</i>";
  const size = page.instance.data.rootSize;
  writeFileSync(
    join(folder, `${file}.html`),
    `<!doctype html><html lang="zh-CN" style="font-size: ${size}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<style>${styles(name)}</style></head><body class="${bottom ? "has-tabs" : ""}"><div class="wechat-bar"><u>9:41</u>${back}<b>${title}</b><s>··· ◎</s></div>${page.dom.outerHTML}${bottom}</body></html>`,
  );
}

/** @type {Record<string, { page: string, options?: Record<string, string>, way?: (page: any) => unknown }>} */
const STATES = {
  home: { page: "home" },
  answer: { page: "chat", way: (page) => page.instance.put({ text: "低保怎么申请，在哪看" }) },
  choice: { page: "chat", way: (page) => page.instance.put({ text: "房子" }) },
  listing: { page: "chat", way: (page) => page.instance.put({ text: "民政局公开哪些事项" }) },
  chat: { page: "chat" },
  domains: { page: "domains" },
  topics: { page: "topics", options: { domain: "社会救助" } },
  items: { page: "items", options: { domain: "社会救助", topic: "最低生活保障" } },
  item: { page: "record", options: { id: "item-shjz-004", aspect: "where" } },
  guide: { page: "record", options: { id: "guide-ysqgk" } },
  policies: { page: "policies" },
  policy: { page: "record", options: { id: "policy-xzfy" } },
  superseded: { page: "record", options: { id: superseded || "policy-xxgk-2007" } },
  faq: { page: "faq" },
  places: { page: "places" },
  mine: { page: "mine" },
  about: { page: "about" },
  nothing: { page: "chat", way: (page) => page.instance.put({ text: "火星移民补助在哪里看" }) },
};
const LARGE = ["home", "answer", "item", "places", "mine"];

async function draw(file, { page: name, options = {}, way = () => undefined }) {
  const page = await open(name, options);
  await way(page);
  await settled();
  const told = phone.calls.filter((call) => call.name === "setNavigationBarTitle").pop();
  const title = name === "record" && told ? told.title : json(`pages/${name}/${name}.json`).navigationBarTitleText;
  write(file, name, page, title);
  return page;
}

async function main() {
  config.api = service === "recorded" ? await new Service().start() : service;
  mkdirSync(folder, { recursive: true });
  for (const [file, state] of Object.entries(STATES)) {
    await draw(file, state);
    console.log(file);
  }
  questions.forget(questions.all()[0].id);
  phone.fontSize = CARE_SIZE;
  for (const file of LARGE) {
    await draw(`${file}-large`, STATES[file]);
    console.log(`${file}-large`);
  }
  phone.fontSize = 16;
  const waiting = await open("chat");
  waiting.instance.put({ text: "公租房什么时候分" });
  write("waiting", "chat", waiting, "问一问");
  await settled(1_000);
  phone.connect(false);
  await draw("away", { page: "chat", way: (page) => page.instance.put({ text: "公租房什么时候分" }) });
  console.log("waiting\naway");
  process.exit(0);
}

main();
