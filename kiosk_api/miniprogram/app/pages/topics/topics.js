// The topics of a domain.

const display = require("../../lib/display");
const { again, leave, load } = require("../../lib/loading");
const { get } = require("../../lib/http");
const { itemsPage, plain, topicsPage } = require("../../lib/route");

Component({
  data: { rootSize: "16px", loading: false, error: "", domain: "", rows: [] },
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
    /** @param {{ domain?: string }} options */
    onLoad(options) {
      const domain = plain(options.domain);
      this.setData({ domain });
      return load(this, async () => {
        /** @type {import("../../../types").Paged<{ name: string, items: number }>} */
        const found = await get("/api/v1/topics", { domain, page_size: 100 });
        const rows = found.items.map(({ name, items }) => ({ key: name, title: name, below: `${items} 项`, to: itemsPage(domain, name) }));
        return { rows: [...rows, { key: "*", title: "全部列出来", to: itemsPage(domain, "") }] };
      });
    },
    onShareAppMessage() {
      return { title: this.data.domain, path: topicsPage(this.data.domain) };
    },
    retry() {
      return again(this);
    },
  },
});
