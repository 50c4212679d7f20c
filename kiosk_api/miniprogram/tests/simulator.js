// Pages and components of the program in plain Node: WXML compiled by miniprogram-simulate into jsdom, on a Phone.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { JSDOM } = require("jsdom");
const { Phone } = require("./phone");

const APP = join(__dirname, "../app");
const { window } = new JSDOM("<!doctype html><html lang='zh-CN'><head></head><body></body></html>");
Object.assign(global, { window, document: window.document });
for (const name of ["Event", "CustomEvent", "HTMLElement", "Element", "Node", "Text", "MutationObserver"]) global[name] = window[name];
const phone = new Phone();
global.wx = phone.wx;
/** @type {object[]} */
const stack = [];
global.getCurrentPages = () => stack;

const simulate = require("miniprogram-simulate");
const jComponent = require("j-component");

// The simulator's own built-in parts show none of their properties.
jComponent.register({
  id: "input",
  tagName: "wx-input",
  properties: { value: String, placeholder: String },
  template: '<view class="{{value ? \'\' : \'placeholder\'}}">{{value || placeholder}}</view>',
  options: { classPrefix: "input" },
});
jComponent.register({
  id: "switch",
  tagName: "wx-switch",
  properties: { checked: Boolean },
  template: '<view class="{{checked ? \'on\' : \'off\'}}"></view>',
  options: { classPrefix: "switch" },
});

/** Ids of what was loaded: WeChat registers a page once, and so do its modules' states live. */
const loaded = new Map();

/** @param {string} path `pages/home/home` or `components/glyph/glyph` */
function idOf(path) {
  if (!loaded.has(path)) {
    loaded.set(path, simulate.load(join(APP, path), path.split("/").pop(), { compiler: "simulate", rootPath: APP }));
  }
  return loaded.get(path);
}

/**
 * A component standing in a page.
 * @param {string} path
 * @param {Record<string, unknown>} [properties]
 */
function render(path, properties) {
  const component = simulate.render(idOf(path), properties);
  const place = document.createElement("div");
  document.body.append(place);
  component.attach(place);
  return component;
}

/**
 * A page that was opened, after it has loaded what it shows.
 * @param {string} name
 * @param {Record<string, string>} [options]
 */
async function open(name, options = {}) {
  const page = render(`pages/${name}/${name}`);
  if (page.instance.onLoad) await page.instance.onLoad(options);
  if (page.instance.onShow) await page.instance.onShow();
  return page;
}

/** The words that stand there, each line once. @param {{ dom: Element }} shown */
const words = ({ dom }) => dom.textContent.replace(/\s+/g, " ");

/** Taps the first part whose words are these. */
async function tap(shown, text, selector = "wx-view, wx-button") {
  const found = [...shown.dom.querySelectorAll(selector)].filter((one) => one.textContent.trim() === text).pop();
  if (!found) throw new Error(`nothing says “${text}”: ${words(shown)}`);
  found.__wxElement ? jComponentTap(found.__wxElement) : found.dispatchEvent(new window.CustomEvent("tap", { bubbles: true }));
  await settled();
}

const exparser = require("miniprogram-exparser");
const jComponentTap = (node) => exparser.triggerEvent(node, "tap", {}, { bubbles: true, composed: true });

/** Until nothing more happens: requests answered, data shown. */
async function settled(milliseconds = 60) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const json = (path) => JSON.parse(readFileSync(join(APP, path), "utf8"));

module.exports = { APP, idOf, json, open, phone, render, settled, simulate, stack, tap, words };
