// Where to go: opening hours, a call, the map.

const display = require("../../lib/display");
const { again, leave, load } = require("../../lib/loading");
const { get } = require("../../lib/http");
const { placeView } = require("../../lib/record");

/** @typedef {import("../../../types").Paged<import("../../../types").Schemas["PlaceView"]>} Places */

Component({
  data: { rootSize: "16px", loading: false, error: "", all: /** @type {ReturnType<typeof placeView>[]} */ ([]), places: /** @type {object[]} */ ([]), types: /** @type {object[]} */ ([]), type: "" },
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
      return load(this, async () => {
        /** @type {Places} */
        const found = await get("/api/v1/places", { page_size: 100 });
        const types = [...new Set(found.items.map((place) => place.type).filter(Boolean))];
        const all = found.items.map(placeView);
        return {
          all,
          places: all,
          types: [{ value: "", label: "全部" }, ...types.map((value) => ({ value, label: value }))],
        };
      });
    },
    onShareAppMessage() {
      return { title: "去哪里办", path: "/pages/places/places" };
    },
    /** @param {WechatMiniprogram.CustomEvent<{ value: string }>} event */
    choose(event) {
      const type = event.detail.value;
      this.setData({ type, places: this.data.all.filter((place) => !type || place.type === type) });
    },
    retry() {
      return again(this);
    },
  },
});
