// The conversation: questions, answers as cards, choices. What is said here stays on this page.

const conversation = require("../../lib/conversation");
const { createChat } = require("../../lib/chat");
const display = require("../../lib/display");
const district = require("../../lib/district");
const handover = require("../../lib/handover");
const { get } = require("../../lib/http");
const share = require("../../lib/share");

const SUGGEST_AFTER_MS = 300;
const SUGGESTIONS = 4;
/** So many digits may be a person's number: it is not sent before it is asked. */
const NUMBER = /\d{6}/;
/** @type {WeakMap<object, ReturnType<typeof createChat>>} */
const chats = new WeakMap();
let timer = 0;

Component({
  data: {
    rootSize: "16px",
    hotline: "12345",
    desk: "",
    /** @type {string[]} */
    hot: [],
    /** @type {import("../../../types").Turn[]} */
    turns: [],
    busy: false,
    typed: "",
    /** @type {string[]} */
    suggestions: [],
  },
  lifetimes: {
    attached() {
      display.follow(this);
      const { hotline, desk, hot } = district.kept();
      this.setData({ hotline, desk, hot: hot.slice(0, SUGGESTIONS) });
      chats.set(this, createChat((state) => this.show(state)));
    },
    detached() {
      display.unfollow(this);
      clearTimeout(timer);
      conversation.forget();
    },
  },
  methods: {
    onLoad() {
      const handed = handover.take();
      return handed ? this.put({ text: handed }) : undefined;
    },
    /** @param {WechatMiniprogram.Page.IShareAppMessageOption} event */
    onShareAppMessage(event) {
      return share.fromButton(event) || share.latest(this.data.turns);
    },
    /** @param {{ turns: import("../../../types").Turn[], busy: boolean }} state */
    show(state) {
      this.setData(state);
      const last = state.turns[state.turns.length - 1];
      if (last) wx.pageScrollTo({ selector: `#turn-${last.id}`, offsetTop: -8, duration: 200, fail: () => undefined });
    },
    /** @param {{ text: string, option?: string }} message */
    async put(message) {
      const chat = chats.get(this);
      if (!message.text || !chat || this.data.busy) return;
      clearTimeout(timer);
      this.setData({ typed: "", suggestions: [] });
      await chat.ask(message);
    },
    askTyped() {
      return this.put({ text: this.data.typed.trim() });
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    askTapped(event) {
      return this.put({ text: event.currentTarget.dataset.text });
    },
    /** @param {WechatMiniprogram.CustomEvent<{ text: string }>} event */
    askNext(event) {
      return this.put({ text: event.detail.text });
    },
    /** @param {WechatMiniprogram.CustomEvent<{ id: string, label: string }>} event */
    choose(event) {
      return this.put({ text: event.detail.label, option: event.detail.id });
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    retry(event) {
      const chat = chats.get(this);
      return chat && chat.again(Number(event.currentTarget.dataset.id));
    },
    /** @param {WechatMiniprogram.Input} event */
    type(event) {
      const typed = event.detail.value;
      this.setData({ typed });
      clearTimeout(timer);
      timer = setTimeout(() => this.suggest(typed.trim()), SUGGEST_AFTER_MS);
    },
    /** @param {string} typed */
    async suggest(typed) {
      if (!typed || NUMBER.test(typed)) return this.setData({ suggestions: [] });
      /** @type {{ suggestions: string[] }} */
      const found = await get("/api/v1/suggest", { q: typed.slice(0, 100), limit: SUGGESTIONS }).catch(() => ({ suggestions: [] }));
      if (this.data.typed.trim() === typed) this.setData({ suggestions: found.suggestions });
    },
  },
});
