// A phone for the tests: what wx does with requests (real HTTP), storage, pages and the network. It records what was asked of it.

class Phone {
  constructor() {
    this.storage = new Map();
    this.online = true;
    this.fontSize = 16;
    this.scanned = null;
    this.confirms = true;
    /** @type {{ to: string, how: string }[]} */
    this.opened = [];
    /** @type {{ method: string, url: string, body: unknown, header: Record<string, string> }[]} */
    this.requests = [];
    this.calls = [];
    this.listeners = [];
  }

  /** Every api that the program uses; whatever is missing fails the test that needs it. */
  get wx() {
    const done = (options = {}, result = {}) => options.success && options.success(result);
    const noted = (name) => (options) => {
      this.calls.push({ name, ...options });
      done(options);
    };
    const open = (how) => ({ url }) => this.opened.push({ to: url, how });
    return {
      request: (options) => void this.request(options),
      getStorageSync: (key) => (this.storage.has(key) ? structuredClone(this.storage.get(key)) : ""),
      setStorageSync: (key, value) => void this.storage.set(key, structuredClone(value)),
      removeStorageSync: (key) => void this.storage.delete(key),
      getAppBaseInfo: () => ({ fontSizeSetting: this.fontSize }),
      onNetworkStatusChange: (listener) => void this.listeners.push(listener),
      getNetworkType: (options) => done(options, { networkType: this.online ? "wifi" : "none" }),
      navigateTo: open("navigateTo"),
      redirectTo: open("redirectTo"),
      switchTab: open("switchTab"),
      reLaunch: open("reLaunch"),
      login: async () => ({ code: "code-of-the-phone" }),
      scanCode: async () => this.scanned || Promise.reject(new Error("scanCode:fail cancel")),
      showModal: async () => ({ confirm: this.confirms }),
      makePhoneCall: noted("makePhoneCall"),
      openLocation: noted("openLocation"),
      setClipboardData: noted("setClipboardData"),
      showToast: noted("showToast"),
      pageScrollTo: noted("pageScrollTo"),
      setNavigationBarTitle: noted("setNavigationBarTitle"),
      stopPullDownRefresh: noted("stopPullDownRefresh"),
    };
  }

  /** The network goes or comes, and everybody who asked is told. */
  connect(online) {
    this.online = online;
    for (const listener of this.listeners) listener({ isConnected: online, networkType: online ? "wifi" : "none" });
  }

  async request({ url, method = "GET", data, header = {}, timeout, redirect = "follow", success, fail }) {
    this.requests.push({ method, url, body: data, header });
    if (!this.online) return fail({ errMsg: "request:fail" });
    try {
      const response = await fetch(url, {
        method,
        redirect,
        headers: { "Content-Type": "application/json", ...header },
        body: data === undefined ? undefined : JSON.stringify(data),
        signal: AbortSignal.timeout(timeout),
      });
      const text = await response.text();
      const isJson = (response.headers.get("content-type") || "").includes("json");
      const headers = Object.fromEntries([...response.headers].map(([name, value]) => [name.replace(/^./, (first) => first.toUpperCase()), value]));
      return success({ statusCode: response.status, data: isJson && text ? JSON.parse(text) : text, header: headers });
    } catch {
      return fail({ errMsg: "request:fail timeout" });
    }
  }
}

module.exports = { Phone };
