// Whether there is a network, and who wants to know.

/** @type {Set<(online: boolean) => void>} */
const listeners = new Set();
let online = true;
let watching = false;

/** @param {boolean} now */
function say(now) {
  if (now === online) return;
  online = now;
  for (const listener of [...listeners]) listener(online);
}

/** @param {(online: boolean) => void} listener called at once and at every change */
function watch(listener) {
  listeners.add(listener);
  if (!watching) {
    watching = true;
    wx.onNetworkStatusChange(({ isConnected }) => say(isConnected));
    wx.getNetworkType({ success: ({ networkType }) => say(networkType !== "none") });
  }
  listener(online);
}

/** @param {(online: boolean) => void} listener */
const unwatch = (listener) => void listeners.delete(listener);

module.exports = { unwatch, watch };
