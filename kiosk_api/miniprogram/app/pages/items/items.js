// The items of a topic, or of a whole domain.

const display = require("../../lib/display");
const { again, leave, load } = require("../../lib/loading");
const { nextPage } = require("../../lib/paged");
const { itemsPage, plain, recordPage } = require("../../lib/route");

/** @param {boolean} inTopic the topic stands above the list already */
const rowOf = (inTopic) => /** @param {import("../../../types").Schemas["ItemView"]} item */ (item) => ({
  key: item.id,
  title: item.title,
  above: item.path.slice(inTopic ? 2 : 1).join(" ／ "),
  below: [item.agency, item.level, item.mode].filter(Boolean).join("　"),
  to: recordPage(item.id),
});

Component({
  data: { rootSize: "16px", loading: false, error: "", total: 0, rows: /** @type {import("../../../types").Row[]} */ ([]), domain: "", topic: "" },
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
    /** @param {{ domain?: string, topic?: string }} options topic: blank for the whole domain */
    onLoad(options) {
      this.setData({ domain: plain(options.domain), topic: plain(options.topic) });
      return this.more();
    },
    onReachBottom() {
      const { rows, total, loading } = this.data;
      return loading || rows.length >= total ? undefined : this.more();
    },
    more() {
      return load(this, () => nextPage("/api/v1/items", { domain: this.data.domain, topic: this.data.topic }, this.data.rows, rowOf(Boolean(this.data.topic))));
    },
    onShareAppMessage() {
      return { title: this.data.topic || this.data.domain, path: itemsPage(this.data.domain, this.data.topic) };
    },
    retry() {
      return again(this);
    },
  },
});
