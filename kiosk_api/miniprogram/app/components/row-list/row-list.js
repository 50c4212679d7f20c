// Lines that each open a page.

const { go } = require("../../lib/route");

Component({
  properties: { rows: { type: Array, value: [] } },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    open(event) {
      go(event.currentTarget.dataset.to);
    },
  },
});
