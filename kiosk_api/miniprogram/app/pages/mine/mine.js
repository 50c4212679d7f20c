// My questions of this phone, and the few settings.

const { day } = require("../../lib/answer");
const display = require("../../lib/display");
const handover = require("../../lib/handover");
const questions = require("../../lib/questions");
const { go, recordPage } = require("../../lib/route");

const shown = () => ({
  questions: questions.all().map((one) => ({ ...one, day: day(new Date(one.at - new Date(one.at).getTimezoneOffset() * 60_000).toISOString()) })),
  keeping: questions.isOn(),
});

Component({
  data: {
    rootSize: "16px", large: false, keeping: true,
    /** @type {import("../../../types").Asked[]} */
    questions: [],
    links: [{ key: "about", title: "关于和隐私说明", to: "/pages/about/about" }],
  },
  lifetimes: {
    attached() {
      display.follow(this);
    },
    detached() {
      display.unfollow(this);
    },
  },
  methods: {
    onShow() {
      this.setData(shown());
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    open(event) {
      const one = this.data.questions.find(({ id }) => id === event.currentTarget.dataset.id);
      if (!one) return;
      if (one.record) return go(recordPage(one.record, one.aspect));
      handover.hand(one.text);
      go("/pages/chat/chat");
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    forget(event) {
      questions.forget(event.currentTarget.dataset.id);
      this.setData(shown());
    },
    async clear() {
      const { confirm } = await wx.showModal({ title: "全部清除", content: "问过的问题会从这部手机上全部清除，找不回来。", confirmText: "清除", cancelText: "不清除" });
      if (!confirm) return;
      questions.clear();
      this.setData(shown());
    },
    /** @param {WechatMiniprogram.SwitchChange} event */
    setLarge(event) {
      display.setLarge(event.detail.value);
    },
    /** @param {WechatMiniprogram.SwitchChange} event */
    setKeeping(event) {
      questions.turn(event.detail.value);
      this.setData(shown());
    },
  },
});
