// Addresses of the pages. They hold ids and catalogue names only, never what somebody typed.

/** WeChat opens no more pages on top of one another. */
const MOST_OPEN = 10;
const TABS = ["/pages/home/home", "/pages/places/places", "/pages/mine/mine"];

/**
 * @param {string} id
 * @param {string} [aspect]
 */
const recordPage = (id, aspect = "") =>
  `/pages/record/record?id=${encodeURIComponent(id)}${aspect ? `&aspect=${encodeURIComponent(aspect)}` : ""}`;

/** @param {string} domain */
const topicsPage = (domain) => `/pages/topics/topics?domain=${encodeURIComponent(domain)}`;

/**
 * @param {string} domain
 * @param {string} topic blank for the whole domain
 */
const itemsPage = (domain, topic) =>
  `/pages/items/items?domain=${encodeURIComponent(domain)}&topic=${encodeURIComponent(topic)}`;

/**
 * Parameters of a page's address arrive escaped on some versions and plain on others.
 * @param {string | undefined} value
 */
function plain(value) {
  try {
    return decodeURIComponent(value || "");
  } catch {
    return value || "";
  }
}

/** @param {string} url */
function go(url) {
  if (TABS.includes(url)) wx.switchTab({ url });
  else if (getCurrentPages().length >= MOST_OPEN) wx.redirectTo({ url });
  else wx.navigateTo({ url });
}

module.exports = { go, itemsPage, plain, recordPage, topicsPage };
