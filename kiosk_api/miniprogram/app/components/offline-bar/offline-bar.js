// Says that there is no network, until there is one.

const network = require("../../lib/network");

/** @type {WeakMap<object, (online: boolean) => void>} */
const listeners = new WeakMap();

Component({
  data: { online: true },
  lifetimes: {
    attached() {
      const listener = (/** @type {boolean} */ online) => this.setData({ online });
      listeners.set(this, listener);
      network.watch(listener);
    },
    detached() {
      const listener = listeners.get(this);
      if (listener) network.unwatch(listener);
    },
  },
});
