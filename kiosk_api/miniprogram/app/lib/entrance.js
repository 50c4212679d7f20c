// What a code opens: a record, a short code still to be looked up, or home with the terminal it was scanned at.

const { target } = require("./http");
const { plain, recordPage } = require("./route");

/** @typedef {{ record: string, aspect: string } | { code: string } | { terminal: string } | null} Entrance */

const UNKNOWN = "unknown";
const SHORT_CODE = /^[2-9a-hjkmnp-z]{8}$/;
const TERMINAL = /^[A-Za-z0-9_.-]{1,64}$/;

/**
 * Reads `/m/{id}?aspect=…` and `/m/c/{code}` of any address; the service's own, with or without its name.
 * @param {string} address
 * @returns {Entrance}
 */
function ofAddress(address) {
  const found = /(?:^|\/\/[^/?#]+)\/m\/(c\/)?([^/?#]+)\/?(?:\?([^#]*))?/.exec(address.trim());
  if (!found) return null;
  const [, short, name = "", query = ""] = found;
  if (short) return SHORT_CODE.test(name.toLowerCase()) ? { code: name.toLowerCase() } : null;
  const aspect = /(?:^|&)aspect=([a-z]+)/.exec(query);
  return name === UNKNOWN ? null : { record: plain(name), aspect: aspect ? String(aspect[1]) : "" };
}

/**
 * Reads a mini-program code's scene: `t=<terminal>` or `c=<short code>`.
 * @param {string} scene
 * @returns {Entrance}
 */
function ofScene(scene) {
  const [name, value = ""] = plain(scene).split("=");
  if (name === "t" && TERMINAL.test(value)) return { terminal: value };
  if (name === "c" && SHORT_CODE.test(value.toLowerCase())) return { code: value.toLowerCase() };
  return null;
}

/**
 * How a page was opened: by an ordinary code (`q`), or by a mini-program code (`scene`).
 * @param {Record<string, string | undefined>} options
 * @returns {Entrance}
 */
function ofOptions(options) {
  if (options.q) return ofAddress(plain(options.q));
  return options.scene ? ofScene(options.scene) : null;
}

/**
 * What may be a short code, typed instead of scanned; some are letters alone, as words spelt in pinyin are.
 * @param {string} typed
 * @returns {Entrance}
 */
const ofTyped = (typed) => (SHORT_CODE.test(typed.trim().toLowerCase()) ? { code: typed.trim().toLowerCase() } : null);

/**
 * The page's address; blank when there is none. Raises Failure when a short code cannot be looked up now.
 * @param {Entrance} entrance
 */
async function pageOf(entrance) {
  if (entrance && "code" in entrance) return pageOf(ofAddress(await target(`/m/c/${entrance.code}`)));
  return entrance && "record" in entrance ? recordPage(entrance.record, entrance.aspect) : "";
}

module.exports = { ofAddress, ofOptions, ofScene, ofTyped, pageOf };
