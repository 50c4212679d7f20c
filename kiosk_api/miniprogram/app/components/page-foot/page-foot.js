// The hotline and whose content this is, at the end of every page.

const { kept } = require("../../lib/district");

Component({
  options: { styleIsolation: "apply-shared" },
  data: { hotline: "12345", notice: "", demonstration: false },
  lifetimes: {
    attached() {
      const { hotline, notice, demonstration } = kept();
      this.setData({ hotline, notice, demonstration });
    },
  },
  methods: {
    call() {
      // Whoever closes the dialler again made no mistake.
      wx.makePhoneCall({ phoneNumber: this.data.hotline, fail: () => undefined });
    },
  },
});
