// The hotline and whose content this is, at the end of every page.

const { kept } = require("../../lib/district");

Component({
  data: { hotline: "12345", notice: "" },
  lifetimes: {
    attached() {
      const { hotline, notice } = kept();
      this.setData({ hotline, notice });
    },
  },
  methods: {
    call() {
      // Whoever closes the dialler again made no mistake.
      wx.makePhoneCall({ phoneNumber: this.data.hotline, fail: () => undefined });
    },
  },
});
