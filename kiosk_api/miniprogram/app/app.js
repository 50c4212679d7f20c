// Nothing is started here: every page loads what it shows, and asking needs no login.
App({
  onPageNotFound() {
    // A forwarded card or a printed code of an older edition.
    wx.reLaunch({ url: "/pages/home/home" });
  },
});
