// The service over wx.request. Every failure becomes a Failure whose message a person can act on.

const config = require("../config");

const AWAY = "暂时连不上查询服务。请看看手机有没有网，稍等一会儿再试。";
const READ_MS = 8_000;
const ASK_MS = 15_000;
const AGAIN_AFTER_MS = 600;
/** What a gateway says while the service behind it starts or is busy. */
const WORTH_ANOTHER_TRY = [0, 502, 503, 504];

class Failure extends Error {
  /**
   * @param {string} message
   * @param {number} [status] HTTP status; 0 when the service was not reached
   */
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

/** @typedef {Record<string, string | number | undefined>} Query */

/**
 * @param {string} path
 * @param {Query} [query] empty values are left out
 */
function address(path, query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&");
  return config.api.replace(/\/+$/, "") + path + (text ? `?${text}` : "");
}

/**
 * @param {Partial<WechatMiniprogram.RequestOption> & { url: string }} options
 * @returns {Promise<WechatMiniprogram.RequestSuccessCallbackResult>}
 */
function reached(options) {
  return new Promise((resolve, reject) => {
    wx.request({ ...options, success: resolve, fail: () => reject(new Failure(AWAY)) });
  });
}

/**
 * @template T
 * @param {Partial<WechatMiniprogram.RequestOption> & { url: string }} options
 * @returns {Promise<T>}
 */
async function call(options) {
  const { statusCode, data } = await reached(options);
  if (statusCode >= 200 && statusCode < 300) return /** @type {T} */ (data);
  const detail = data && typeof data === "object" ? String(/** @type {Record<string, unknown>} */ (data).detail || "") : "";
  throw new Failure(detail || AWAY, statusCode);
}

/**
 * Reading changes nothing, so a weak network gets a second chance.
 * @template T
 * @param {string} path
 * @param {Query} [query]
 * @returns {Promise<T>}
 */
async function get(path, query) {
  const once = () => call(/** @type {const} */ ({ url: address(path, query), method: "GET", timeout: READ_MS }));
  try {
    return /** @type {T} */ (await once());
  } catch (error) {
    if (!WORTH_ANOTHER_TRY.includes(/** @type {Failure} */ (error).status)) throw error;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    return /** @type {T} */ (await once());
  }
}

/**
 * @template T
 * @param {string} path
 * @param {object} body
 * @param {Record<string, string>} [header]
 * @returns {Promise<T>}
 */
const post = (path, body, header) => call({ url: address(path), method: "POST", data: body, timeout: ASK_MS, header });

/**
 * @param {string} path
 * @returns {Promise<void>}
 */
const remove = (path) => call({ url: address(path), method: "DELETE", timeout: READ_MS });

/**
 * Where the service sends an address on to; blank when it does not say.
 * @param {string} path
 */
async function target(path) {
  const { header } = await reached({ url: address(path), method: "GET", timeout: READ_MS, redirect: "manual" });
  const found = Object.entries(header || {}).find(([name]) => name.toLowerCase() === "location");
  return found ? String(found[1]) : "";
}

module.exports = { AWAY, Failure, get, post, remove, target };
