// An answer. Events: `choose` {id, label}, `ask` {text}. Forwarding hands on the ids of `card.taken`, nothing else.

const { rate } = require("../../lib/conversation");

Component({
  properties: {
    card: { type: Object, value: /** @type {any} */ ({}) },
    /** Choices of an older answer are history. */
    latest: { type: Boolean, value: false },
  },
  data: { opened: {}, thanks: "" },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    unfold(event) {
      this.setData({ opened: { ...this.data.opened, [event.currentTarget.dataset.id]: true } });
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    choose(event) {
      const { id, label } = event.currentTarget.dataset;
      if (this.data.latest) this.triggerEvent("choose", { id, label });
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    ask(event) {
      this.triggerEvent("ask", { text: event.currentTarget.dataset.text });
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    async rate(event) {
      const useful = event.currentTarget.dataset.useful === "yes";
      try {
        await rate(this.data.card.id, useful);
        this.setData({ thanks: useful ? "谢谢您的评价。" : "谢谢您告诉我们。可以换个说法再问，或到窗口问一问。" });
      } catch (error) {
        this.setData({ thanks: /** @type {Error} */ (error).message });
      }
    },
  },
});
