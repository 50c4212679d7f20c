// An opaque token from wx.login's code: it lets the service share its limits fairly. Everything works without it.

const { post } = require("./http");

const UNAUTHORIZED = 401;
let token = "";
let tried = false;

async function logIn() {
  tried = true;
  const { code } = await wx.login();
  /** @type {{ token: string }} */
  const given = await post("/api/v1/wechat/login", { code });
  token = given.token;
}

/**
 * Sends with the token when there is one. The first login runs beside the question, which does not wait for it.
 * @template T
 * @param {(header?: Record<string, string>) => Promise<T>} send
 * @returns {Promise<T>}
 */
async function signed(send) {
  if (!tried) logIn().catch(() => undefined);
  if (!token) return send();
  try {
    return await send({ Authorization: `Bearer ${token}` });
  } catch (error) {
    if (/** @type {import("./http").Failure} */ (error).status !== UNAUTHORIZED) throw error;
    token = "";
    tried = false;
    return send();
  }
}

module.exports = { signed };
