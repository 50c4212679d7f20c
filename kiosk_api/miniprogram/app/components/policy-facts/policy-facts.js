// A policy document: whether it holds, what replaced it, what explains it.

const { go } = require("../../lib/route");

Component({
  properties: { policy: { type: Object, value: /** @type {any} */ ({}) } },
  methods: {
    open() {
      go(this.data.policy.successor);
    },
  },
});
