// The service over HTTP. Every failure becomes an Error whose message a person can act on.

const AWAY = "暂时连不上查询服务。请检查网络后再试，或到窗口咨询。";

export class Failure extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body, options = {}) {
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(15000),
      ...options,
    });
  } catch {
    throw new Failure(AWAY);
  }
  if (response.status === 204) return null;
  let content = null;
  try {
    content = await response.json();
  } catch {
    throw new Failure(AWAY, response.status);
  }
  if (!response.ok) throw new Failure(content.detail || AWAY, response.status);
  return content;
}

const part = encodeURIComponent;

export const district = () => call("GET", "/district");
export const hotQuestions = async () => (await call("GET", "/suggest?q=")).suggestions;
export const open = async () => (await call("POST", "/conversations", { channel: "page" })).conversation_id;
export const send = (conversation, message) => call("POST", `/conversations/${part(conversation)}/messages`, message);
export const wipe = (conversation) => call("DELETE", `/conversations/${part(conversation)}`, undefined, { keepalive: true });
export const feedback = (answer, useful) => call("POST", `/answers/${part(answer)}/feedback`, { useful });
