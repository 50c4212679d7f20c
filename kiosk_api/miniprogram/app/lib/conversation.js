// The conversation with the service, in memory only. An expired one is rolled over without a word.

const { post, remove } = require("./http");
const login = require("./login");

/** @typedef {import("../../types").Answer} Answer */
/** @typedef {import("./http").Failure} Failure */

const GONE = 404;
let conversation = "";
let terminal = "";

/** @param {string} id the terminal whose code was scanned; blank for none */
function cameFrom(id) {
  terminal = id;
}

async function open() {
  const opening = { channel: "wechat", ...(terminal ? { terminal_id: terminal } : {}) };
  /** @type {{ conversation_id: string }} */
  const opened = await post("/api/v1/conversations", opening);
  conversation = opened.conversation_id;
  return conversation;
}

/**
 * @param {string} id
 * @param {{ text: string } | { option: string }} message
 * @returns {Promise<Answer>}
 */
const send = (id, message) =>
  login.signed((header) => post(`/api/v1/conversations/${encodeURIComponent(id)}/messages`, message, header));

/**
 * Asks in the running conversation; people come back after days, when the service has long forgotten it.
 * A choice of a forgotten conversation is asked by its words.
 * @param {{ text: string, option?: string }} message
 * @returns {Promise<Answer>}
 */
async function ask({ text, option = "" }) {
  const running = conversation;
  if (running) {
    try {
      return await send(running, option ? { option } : { text });
    } catch (error) {
      if (/** @type {Failure} */ (error).status !== GONE) throw error;
    }
  }
  return send(await open(), { text });
}

/** Ends the conversation here at once, and on the server when it can be reached; there it also ends by itself. */
async function forget() {
  const ended = conversation;
  conversation = "";
  if (ended) await remove(`/api/v1/conversations/${encodeURIComponent(ended)}`).catch(() => undefined);
}

/**
 * @param {string} answer
 * @param {boolean} useful
 * @returns {Promise<void>}
 */
const rate = (answer, useful) => post(`/api/v1/answers/${encodeURIComponent(answer)}/feedback`, { useful });

module.exports = { ask, cameFrom, forget, rate };
