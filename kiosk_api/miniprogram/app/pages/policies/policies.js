// Policy documents: whether they hold can be chosen.

const display = require("../../lib/display");
const { again, leave, load } = require("../../lib/loading");
const { nextPage } = require("../../lib/paged");
const { day } = require("../../lib/answer");
const { get } = require("../../lib/http");
const { recordPage } = require("../../lib/route");

const IN_FORCE = "现行有效";

/** @param {import("../../../types").Schemas["PolicyView"]} policy */
const row = (policy) => ({
  key: policy.id,
  title: policy.title,
  badge: policy.status || "未标明是否有效",
  muted: policy.status !== IN_FORCE,
  below: [policy.agency, policy.number, day(policy.issued)].filter(Boolean).join("　"),
  to: recordPage(policy.id),
});

Component({
  data: { rootSize: "16px", loading: false, error: "", total: 0, rows: /** @type {import("../../../types").Row[]} */ ([]), status: "", statuses: /** @type {object[]} */ ([]) },
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
      /** @type {import("../../../types").Schemas["PolicyFacets"] | null} */
      const facets = await get("/api/v1/policies/facets").catch(() => null);
      const found = facets ? facets.statuses.map(({ value, policies }) => ({ value, label: `${value}（${policies}）` })) : [];
      if (found.length > 1) this.setData({ statuses: [{ value: "", label: "全部" }, ...found] });
    },
    /** @param {WechatMiniprogram.CustomEvent<{ value: string }>} event */
    choose(event) {
      this.setData({ status: event.detail.value, rows: [], total: 0 });
      return this.more();
    },
    onReachBottom() {
      const { rows, total, loading } = this.data;
      return loading || rows.length >= total ? undefined : this.more();
    },
    more() {
      return load(this, () => nextPage("/api/v1/policies", { status: this.data.status }, this.data.rows, row));
    },
    onShareAppMessage() {
      return { title: "政策文件和解读", path: "/pages/policies/policies" };
    },
    retry() {
      return again(this);
    },
  },
});
