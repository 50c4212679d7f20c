// Where the text stands. A mini program may not open other sites: the address is copied for the browser.
Component({
  properties: { sources: { type: Array, value: [] } },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    copy(event) {
      wx.setClipboardData({
        data: event.currentTarget.dataset.url,
        success: () => void wx.showToast({ title: "已复制，请在浏览器里打开", icon: "none", duration: 3000 }),
      });
    },
  },
});
