// All domains with the number of their items.

const display = require("../../lib/display");
const { again, leave, load } = require("../../lib/loading");
const district = require("../../lib/district");
const { topicsPage } = require("../../lib/route");

/** @param {import("../../lib/district").District} known */
const shown = ({ domains }) => ({
  rows: domains.map(({ name, items }) => ({ key: name, title: name, below: `${items} 项`, to: topicsPage(name) })),
});

Component({
  data: { rootSize: "16px", loading: false, error: "", rows: /** @type {import("../../../types").Row[]} */ ([]) },
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
      this.setData(shown(district.kept()));
      return load(this, async () => shown(await district.load()));
    },
    onShareAppMessage() {
      return { title: "查公开信息", path: "/pages/domains/domains" };
    },
    retry() {
      return again(this);
    },
  },
});
