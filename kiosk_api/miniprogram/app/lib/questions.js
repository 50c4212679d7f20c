// My questions: kept on this phone alone, sent nowhere, cleared by a tap.

/** @typedef {import("../../types").Asked} Asked */
/** @typedef {import("../../types").Answer} Answer */

const STORED = "questions";
const SWITCH = "questions_off";
const MOST = 50;

/** Newest first. @returns {Asked[]} */
const all = () => wx.getStorageSync(STORED) || [];

/** @param {Asked[]} questions */
const keep = (questions) => wx.setStorageSync(STORED, questions);

const isOn = () => !wx.getStorageSync(SWITCH);

/** @param {boolean} on switching off clears what is there */
function turn(on) {
  wx.setStorageSync(SWITCH, !on);
  if (!on) clear();
}

/**
 * Notes a question that was answered. What was refused held personal data or was said in need: it is not kept.
 * @param {string} text
 * @param {Answer} answer
 * @param {number} [now] milliseconds since 1970
 */
function note(text, answer, now = Date.now()) {
  if (!isOn() || answer.status === "refused") return;
  const first = answer.status === "answered" ? (answer.items || [])[0] : undefined;
  const before = all().filter((one) => one.text !== text);
  /** @type {Asked} */
  const asked = {
    id: `${now}-${before.length}`,
    text,
    at: now,
    title: first ? first.title : "",
    record: first ? first.id : "",
    aspect: (first && (answer.aspects || [])[0]) || "",
  };
  keep([asked, ...before].slice(0, MOST));
}

/** @param {string} id */
const forget = (id) => keep(all().filter((one) => one.id !== id));
const clear = () => wx.removeStorageSync(STORED);

module.exports = { all, clear, forget, isOn, note, turn };
