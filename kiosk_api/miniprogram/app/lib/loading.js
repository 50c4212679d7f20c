// Loading what a page shows. An answer that was overtaken is dropped; a network that comes back loads again.

const network = require("./network");

/** @typedef {import("../../types").Shown} Shown */
/** @typedef {{ number: number, failed: boolean, again: () => Promise<void>, listener: (online: boolean) => void }} State */

/** @type {WeakMap<Shown, State>} */
const states = new WeakMap();

/**
 * Sets `loading`, then what was read or `error`.
 * @param {Shown} page
 * @param {() => Promise<Record<string, unknown>>} read what the page's data gets
 */
async function load(page, read) {
  const state = states.get(page) || begin(page);
  const mine = (state.number += 1);
  state.again = () => load(page, read);
  page.setData({ loading: true, error: "" });
  try {
    const found = await read();
    if (mine !== state.number) return;
    state.failed = false;
    page.setData({ ...found, loading: false });
  } catch (error) {
    if (mine !== state.number) return;
    state.failed = !(/** @type {import("./http").Failure} */ (error).status);
    page.setData({ error: /** @type {Error} */ (error).message, loading: false });
  }
}

/** @param {Shown} page */
function begin(page) {
  /** @type {State} */
  const state = {
    number: 0,
    failed: false,
    again: async () => undefined,
    listener: (online) => void (online && state.failed && state.again()),
  };
  states.set(page, state);
  network.watch(state.listener);
  return state;
}

/** @param {Shown} page */
async function again(page) {
  const state = states.get(page);
  if (state) await state.again();
}

/** @param {Shown} page */
function leave(page) {
  const state = states.get(page);
  if (!state) return;
  state.number += 1;
  network.unwatch(state.listener);
  states.delete(page);
}

module.exports = { again, leave, load };
