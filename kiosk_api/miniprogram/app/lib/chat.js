// The turns of a conversation as the page shows them. One question at a time; a failed one can be asked again.

const { cardOf } = require("./answer");
const conversation = require("./conversation");
const district = require("./district");
const questions = require("./questions");

/** @typedef {import("../../types").Turn} Turn */

/** @param {unknown} error whether the service itself could not be reached or is ill */
const isAway = (error) => {
  const { status } = /** @type {{ status?: number }} */ (error);
  return status === undefined || status === 0 || status >= 500;
};

/** @param {(state: { turns: Turn[], busy: boolean }) => void} show */
function createChat(show) {
  /** @type {Turn[]} */
  let turns = [];
  let counted = 0;
  let busy = false;

  /** @param {number} id @param {Partial<Turn>} change */
  function change(id, change) {
    turns = turns.map((turn) => (turn.id === id ? { ...turn, ...change } : turn));
    show({ turns, busy });
  }

  /** @param {Turn} turn */
  async function run(turn) {
    busy = true;
    change(turn.id, { error: "", card: null });
    try {
      const answer = await conversation.ask({ text: turn.asked, option: turn.option });
      busy = false;
      if (!turn.option) questions.note(turn.asked, answer);
      change(turn.id, { card: cardOf(answer) });
    } catch (error) {
      busy = false;
      const kept = isAway(error) ? district.hotAnswer(turn.asked) : undefined;
      change(turn.id, kept ? { card: cardOf({ ...kept, conversation_id: "" }) } : { error: /** @type {Error} */ (error).message });
    }
  }

  return {
    /** @param {{ text: string, option?: string }} message */
    async ask({ text, option = "" }) {
      if (busy) return;
      const turn = { id: (counted += 1), asked: text, option, card: null, error: "" };
      turns = [...turns, turn];
      await run(turn);
    },
    /** @param {number} id */
    async again(id) {
      const turn = turns.find((one) => one.id === id);
      if (turn && turn.error && !busy) await run(turn);
    },
  };
}

module.exports = { createChat };
