// Frequent questions, by group.

const display = require("../../lib/display");
const { again, leave, load } = require("../../lib/loading");
const { nextPage } = require("../../lib/paged");
const { get } = require("../../lib/http");
const { recordPage } = require("../../lib/route");

/** More groups than these are reached by asking. */
const MOST_CHIPS = 11;

/** @param {import("../../../types").Schemas["FaqView"]} faq */
const row = ({ id, title }) => ({ key: id, title, to: recordPage(id) });

Component({
  data: { rootSize: "16px", loading: false, error: "", total: 0, rows: /** @type {import("../../../types").Row[]} */ ([]), group: "", groups: /** @type {object[]} */ ([]) },
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
    async onLoad() {
      await this.more();
      /** @type {import("../../../types").Paged<{ name: string, questions: number }>} */
      const found = await get("/api/v1/faq/groups", { page_size: 100 }).catch(() => ({ items: [], total: 0, page: 1, page_size: 0 }));
      const groups = found.items.slice(0, MOST_CHIPS).map(({ name, questions }) => ({ value: name, label: `${name}（${questions}）` }));
      if (groups.length > 1) this.setData({ groups: [{ value: "", label: "全部" }, ...groups] });
    },
    /** @param {WechatMiniprogram.CustomEvent<{ value: string }>} event */
    choose(event) {
      this.setData({ group: event.detail.value, rows: [], total: 0 });
      return this.more();
    },
    onReachBottom() {
      const { rows, total, loading } = this.data;
      return loading || rows.length >= total ? undefined : this.more();
    },
    more() {
      return load(this, () => nextPage("/api/v1/faq", { group: this.data.group }, this.data.rows, row));
    },
    onShareAppMessage() {
      return { title: "常见问题", path: "/pages/faq/faq" };
    },
    retry() {
      return again(this);
    },
  },
});
