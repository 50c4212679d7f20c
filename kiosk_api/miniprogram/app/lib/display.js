// How large the type is: as set in WeChat, or larger when chosen here. 1rem of every page follows.

/** @typedef {import("../../types").Shown} Shown */

const STORED = "type";
/** WeChat's own range, and its size in 关怀模式, in pixels. */
const SMALLEST = 16;
const LARGEST = 27.5;
const CARE = 23.8;

/** @type {Set<Shown>} */
const shown = new Set();

const chosenLarge = () => wx.getStorageSync(STORED) === "large";

/**
 * @param {number | undefined} setting fontSizeSetting of WeChat, in pixels
 * @param {boolean} large
 */
function rootSize(setting, large) {
  const size = Math.min(LARGEST, Math.max(SMALLEST, Number(setting) || SMALLEST));
  return large ? Math.max(CARE, size) : size;
}

/** What a page's data gets. */
function current() {
  const size = rootSize(wx.getAppBaseInfo().fontSizeSetting, chosenLarge());
  return { rootSize: `${size}px`, large: chosenLarge() };
}

/** @param {Shown} page */
function follow(page) {
  shown.add(page);
  page.setData(current());
}

/** @param {Shown} page */
const unfollow = (page) => void shown.delete(page);

/** @param {boolean} large */
function setLarge(large) {
  wx.setStorageSync(STORED, large ? "large" : "");
  for (const page of shown) page.setData(current());
}

module.exports = { follow, rootSize, setLarge, unfollow };
