// The guides.

const display = require("../../lib/display");
const { again, leave, load } = require("../../lib/loading");
const { nextPage } = require("../../lib/paged");
const { recordPage } = require("../../lib/route");

const HEADINGS_SHOWN = 4;

/** @param {import("../../../types").Schemas["GuideView"]} guide */
const row = ({ id, title, headings }) => ({
  key: id,
  title,
  below: headings.slice(0, HEADINGS_SHOWN).join("、") + (headings.length > HEADINGS_SHOWN ? "……" : ""),
  to: recordPage(id),
});

Component({
  data: { rootSize: "16px", loading: false, error: "", total: 0, rows: /** @type {import("../../../types").Row[]} */ ([]) },
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
    onLoad() {
      return this.more();
    },
    onReachBottom() {
      const { rows, total, loading } = this.data;
      return loading || rows.length >= total ? undefined : this.more();
    },
    more() {
      return load(this, () => nextPage("/api/v1/guides", {}, this.data.rows, row));
    },
    onShareAppMessage() {
      return { title: "办事指南", path: "/pages/guides/guides" };
    },
    retry() {
      return again(this);
    },
  },
});
