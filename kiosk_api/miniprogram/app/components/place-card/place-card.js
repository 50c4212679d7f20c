// A place: when it is open, a call, and the map where its coordinates are known.

const { kept } = require("../../lib/district");

Component({
  properties: { place: { type: Object, value: /** @type {any} */ ({}) } },
  data: { hotline: "12345" },
  lifetimes: {
    attached() {
      this.setData({ hotline: kept().hotline });
    },
  },
  methods: {
    call() {
      // Whoever closes the dialler again made no mistake.
      wx.makePhoneCall({ phoneNumber: this.data.place.phone || this.data.hotline, fail: () => undefined });
    },
    map() {
      const { latitude, longitude, title, address } = this.data.place;
      wx.openLocation({ latitude, longitude, name: title, address, scale: 17 });
    },
  },
});
