// A question on its way from one page to the chat: in memory, because addresses of pages are recorded by WeChat.

let waiting = "";

/** @param {string} text */
function hand(text) {
  waiting = text;
}

/** The question, once. */
function take() {
  const text = waiting;
  waiting = "";
  return text;
}

module.exports = { hand, take };
