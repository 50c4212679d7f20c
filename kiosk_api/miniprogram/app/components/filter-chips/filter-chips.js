// One of a few values. Event: `choose` {value}.
Component({
  properties: {
    name: { type: String, value: "" },
    values: { type: Array, value: [] },
    chosen: { type: String, value: "" },
  },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    choose(event) {
      this.triggerEvent("choose", { value: event.currentTarget.dataset.value });
    },
  },
});
