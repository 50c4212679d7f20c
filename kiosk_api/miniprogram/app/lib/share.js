// What a forwarded card carries: a public title and ids, never a citizen's words.

const { recordPage } = require("./route");

const HOME = { title: "政务公开查询", path: "/pages/home/home" };

/**
 * Forwarding by the button of one answer.
 * @param {{ from: string, target?: { dataset?: Record<string, string> } | undefined }} event
 */
function fromButton(event) {
  const given = event.from === "button" && event.target && event.target.dataset;
  return given && given.id ? { title: given.title || HOME.title, path: recordPage(given.id, given.aspect) } : null;
}

/**
 * Forwarding by WeChat's own menu: the last answer that is about something, else home.
 * @param {import("../../types").Turn[]} turns
 */
function latest(turns) {
  const taken = turns.map((turn) => turn.card && turn.card.taken).filter(Boolean).pop();
  return taken ? { title: taken.title, path: recordPage(taken.id, taken.aspect) } : HOME;
}

module.exports = { fromButton, latest };
