// The first page: ask, three doors, what people ask, the domains. Codes and links arrive here too.

const conversation = require("../../lib/conversation");
const display = require("../../lib/display");
const district = require("../../lib/district");
const domainIcon = require("../../lib/domain-icon");
const entrance = require("../../lib/entrance");
const handover = require("../../lib/handover");
const { again, leave, load } = require("../../lib/loading");
const { go, topicsPage } = require("../../lib/route");

/** @param {import("../../lib/district").District} known */
const shown = (known) => ({
  name: known.name,
  demonstration: known.demonstration,
  hot: known.hot,
  domains: known.domains.map(({ name }) => ({ name, icon: domainIcon(name), to: topicsPage(name) })),
  "doors[1].to": known.guide ? `/pages/record/record?id=${encodeURIComponent(known.guide)}` : "/pages/guides/guides",
});

/** @param {import("../../lib/entrance").Entrance} found */
async function enter(found) {
  try {
    const page = await entrance.pageOf(found);
    if (page) go(page);
    else wx.showToast({ title: "没有找到这个码对应的内容，可能已经更新。", icon: "none", duration: 3000 });
  } catch (error) {
    wx.showToast({ title: /** @type {Error} */ (error).message, icon: "none", duration: 3000 });
  }
}

Component({
  data: {
    rootSize: "16px",
    loading: false,
    error: "",
    typed: "",
    name: "",
    demonstration: false,
    /** @type {string[]} */
    hot: [],
    /** @type {object[]} */
    domains: [],
    doors: [
      { icon: "search", title: "查公开信息", text: "按领域一项一项看", to: "/pages/domains/domains" },
      { icon: "send", title: "怎么申请公开", text: "没公开的，可以申请", to: "/pages/guides/guides" },
      { icon: "book", title: "政策解读", text: "文件和大白话讲解", to: "/pages/policies/policies" },
    ],
    more: [
      { icon: "ask", title: "常见问题", to: "/pages/faq/faq" },
      { icon: "text", title: "办事指南", to: "/pages/guides/guides" },
      { icon: "place", title: "去哪里办", to: "/pages/places/places" },
    ],
  },
  lifetimes: {
    attached() {
      display.follow(this);
    },
    detached() {
      display.unfollow(this);
      leave(this);
    },
  },
  methods: {
    /** @param {Record<string, string | undefined>} options */
    async onLoad(options) {
      const found = entrance.ofOptions(options);
      if (found && "terminal" in found) conversation.cameFrom(found.terminal);
      else if (found) enter(found);
      this.setData(shown(district.kept()));
      await load(this, async () => shown(await district.load()));
      if (!this.data.error) await district.keepHot();
    },
    async onPullDownRefresh() {
      await again(this);
      wx.stopPullDownRefresh();
    },
    onShareAppMessage() {
      return { title: `${this.data.name}政务公开查询`, path: "/pages/home/home" };
    },
    retry() {
      return again(this);
    },
    /** @param {WechatMiniprogram.Input} event */
    type(event) {
      this.setData({ typed: event.detail.value });
    },
    async ask() {
      const typed = this.data.typed.trim();
      this.setData({ typed: "" });
      const page = await entrance.pageOf(entrance.ofTyped(typed)).catch(() => "");
      if (page) go(page);
      else this.put(typed);
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    askHot(event) {
      this.put(event.currentTarget.dataset.text);
    },
    /** @param {string} text blank only opens the chat */
    put(text) {
      handover.hand(text);
      go("/pages/chat/chat");
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    open(event) {
      go(event.currentTarget.dataset.to);
    },
    async scan() {
      const scanned = await wx.scanCode({ scanType: ["qrCode", "wxCode"] }).catch(() => null);
      if (!scanned) return;
      // A mini-program code gives the page it opens instead of words.
      const scene = /[?&]scene=([^&]+)/.exec(scanned.path || "");
      const found = scene ? entrance.ofScene(String(scene[1])) : entrance.ofAddress(scanned.result || "");
      if (found && "terminal" in found) conversation.cameFrom(found.terminal);
      else await enter(found);
    },
  },
});
