// A service on HTTP that answers with what the real one said (recorded.json), and can fail the ways a real one does.

const { createServer } = require("node:http");
const recorded = require("./recorded.json");

const NOT_FOUND = { status: 404, detail: "没有找到。" };
const GONE = { status: 404, detail: "这次会话已经结束，问过的内容都已清除。请重新开始，再问一次。" };

class Service {
  constructor() {
    this.conversations = new Set();
    this.opened = 0;
    /** Statuses that the next requests get instead of an answer. */
    this.failures = [];
    this.loginStatus = 503;
    this.token = "";
    this.feedback = [];
    this.openings = [];
    this.asked = [];
  }

  async start() {
    this.server = createServer((request, response) => this.serve(request, response));
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async serve(request, response) {
    let text = "";
    for await (const piece of request) text += piece;
    const status = this.failures.shift();
    const [code, body, headers = {}] = status ? [status, { detail: "" }] : this.answer(request, text && JSON.parse(text));
    response.writeHead(code, { "content-type": "application/json", ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  }

  answer({ method, url, headers }, body) {
    const path = decodeURIComponent(url);
    if (path === "/api/v1/wechat/login") return this.loginStatus === 201 ? [201, { token: this.token, expires_in: 60 }] : [this.loginStatus, NOT_FOUND];
    if (path.startsWith("/m/c/")) return [302, undefined, { location: path.endsWith("2345abcd") ? "/m/item-shjz-004?aspect=where" : "/m/unknown" }];
    if (path.startsWith("/api/v1/answers/")) return this.feedback.push({ path, ...body }) && [204];
    if (path.startsWith("/api/v1/conversations")) return this.talk(method, path, body, headers);
    return recorded.reads[path] ? [200, recorded.reads[path]] : [404, NOT_FOUND];
  }

  talk(method, path, body, headers) {
    const [id, messages] = path.split("/").slice(4);
    if (!id) {
      this.openings.push(body);
      const conversation_id = `conversation-${(this.opened += 1)}`;
      this.conversations.add(conversation_id);
      return [201, { conversation_id, idle_seconds: 1800 }];
    }
    if (!this.conversations.has(id)) return [404, GONE];
    if (method === "DELETE") return this.conversations.delete(id) && [204];
    if (headers.authorization && headers.authorization !== `Bearer ${this.token}`) return [401, { detail: "请重新登录。" }];
    this.asked.push({ id, messages, ...body, authorization: headers.authorization });
    const answer = recorded.answers[body.text] || recorded.answers["低保怎么申请，在哪看"];
    return [200, { ...answer, conversation_id: id }];
  }
}

module.exports = { Service, recorded };
