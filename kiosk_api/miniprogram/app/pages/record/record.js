// One record of any kind: opened by browsing, from an answer, from a code on a terminal, or from a forwarded card.

const display = require("../../lib/display");
const entrance = require("../../lib/entrance");
const handover = require("../../lib/handover");
const { get } = require("../../lib/http");
const { again, leave, load } = require("../../lib/loading");
const { recordView } = require("../../lib/record");
const { go, plain, recordPage } = require("../../lib/route");

/** @type {Record<string, string>} */
const TITLES = { item: "公开事项", policy: "政策文件", interpretation: "政策解读", guide: "办事指南", faq: "常见问题", place: "去哪里办" };

Component({
  data: {
    rootSize: "16px", loading: false, error: "", id: "", aspect: "", title: "", path: "", kind: "",
    rows: [], policy: null, prose: null, steps: [], place: null, sources: [],
    /** @type {string[]} */
    next: [],
    related: [],
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
    /** @param {Record<string, string | undefined>} options `id` and `aspect`, or `q` of a scanned address */
    onLoad(options) {
      const scanned = entrance.ofOptions(options);
      const found = scanned && "record" in scanned ? scanned : { record: plain(options.id), aspect: plain(options.aspect) };
      this.setData({ id: found.record, aspect: found.aspect });
      return load(this, async () => {
        /** @type {import("../../../types").RecordPage} */
        const page = await get(`/api/v1/records/${encodeURIComponent(found.record)}`);
        wx.setNavigationBarTitle({ title: TITLES[page.kind] || "公开信息" });
        return recordView(page, found.aspect);
      });
    },
    onShareAppMessage() {
      return { title: this.data.title, path: recordPage(this.data.id, this.data.aspect) };
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    ask(event) {
      handover.hand(`${this.data.title}${event.currentTarget.dataset.text}`);
      go("/pages/chat/chat");
    },
    retry() {
      return again(this);
    },
  },
});
