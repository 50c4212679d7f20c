// What home needs and the answers to the hot questions: public content, kept on the phone for a weak network.

const { get } = require("./http");

/** @typedef {import("../../types").Answer} Answer */
/**
 * @typedef {object} District
 * @property {string} name
 * @property {string} notice
 * @property {boolean} demonstration
 * @property {string} hotline
 * @property {string} desk
 * @property {string} guide id of the guide to applications
 * @property {string} hours
 * @property {string[]} hot
 * @property {{ name: string, items: number }[]} domains
 */

const STORED = "district";
const STORED_HOT = "hot";
/** @type {District} */
const BEFORE = { name: "", notice: "", demonstration: false, hotline: "12345", desk: "大厅咨询窗口", guide: "", hours: "", hot: [], domains: [] };

/** What was known last time. @returns {District} */
const kept = () => ({ ...BEFORE, ...(wx.getStorageSync(STORED) || {}) });

/** @returns {Promise<District>} */
async function load() {
  const [own, config, hot, domains] = await Promise.all([
    /** @type {Promise<import("../../types").Read<"/api/v1/district">>} */ (get("/api/v1/district")),
    /** @type {Promise<import("../../types").Read<"/api/v1/config">>} */ (get("/api/v1/config")),
    /** @type {Promise<{ suggestions: string[] }>} */ (get("/api/v1/suggest", { q: "" })),
    /** @type {Promise<{ items: { name: string, items: number }[] }>} */ (get("/api/v1/domains", { page_size: 100 })),
  ]);
  const found = {
    name: own.name,
    notice: own.notice,
    demonstration: own.demonstration,
    hotline: config.hotline || own.hotline,
    desk: config.desk || own.desk,
    guide: own.application_guide,
    hours: config.hours || "",
    hot: hot.suggestions,
    domains: domains.items.filter(({ name }) => !config.domains.length || config.domains.includes(name)),
  };
  wx.setStorageSync(STORED, found);
  return found;
}

/** Fetches the hot questions' answers for later; nothing happens when they cannot be had. */
async function keepHot() {
  try {
    /** @type {{ question: string, answer: Answer }[]} */
    const answered = await get("/api/v1/hot");
    wx.setStorageSync(STORED_HOT, answered);
  } catch {
    // The answers of last time stay.
  }
}

/**
 * The kept answer to a hot question.
 * @param {string} question
 * @returns {Answer | undefined}
 */
function hotAnswer(question) {
  /** @type {{ question: string, answer: Answer }[]} */
  const answered = wx.getStorageSync(STORED_HOT) || [];
  const found = answered.find((one) => one.question === question);
  return found && found.answer;
}

module.exports = { hotAnswer, keepHot, kept, load };
