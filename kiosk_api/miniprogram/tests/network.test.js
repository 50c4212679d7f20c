// Over real HTTP: weak networks, failures, conversations that expired, the optional login.

const assert = require("node:assert/strict");
const { after, before, beforeEach, test } = require("node:test");
const { phone, settled } = require("./simulator");
const { Service } = require("./service");
const config = require("../app/config");
const conversation = require("../app/lib/conversation");
const district = require("../app/lib/district");
const entrance = require("../app/lib/entrance");
const { get, post } = require("../app/lib/http");

const service = new Service();
before(async () => (config.api = await service.start()));
after(() => service.stop());
beforeEach(async () => {
  phone.connect(true);
  await conversation.forget();
  Object.assign(service, { failures: [], asked: [], openings: [], loginStatus: 503, token: "" });
});

test("reading is tried twice when a gateway or the network fails, asking never", async () => {
  service.failures = [503];
  assert.equal((await get("/api/v1/district")).hotline, "12345");
  service.failures = [502, 502];
  await assert.rejects(get("/api/v1/district"), { status: 502, message: /暂时连不上/ });
  phone.requests.length = 0;
  service.failures = [503];
  await assert.rejects(post("/api/v1/conversations", {}), { status: 503 });
  assert.equal(phone.requests.length, 1);
});

test("what the service says is said on; what it refuses is not asked again", async () => {
  phone.requests.length = 0;
  await assert.rejects(get("/api/v1/records/nothing"), { status: 404, message: "没有找到。" });
  assert.equal(phone.requests.length, 1);
});

test("without a network it is said so", async () => {
  phone.connect(false);
  await assert.rejects(get("/api/v1/district"), { status: 0, message: /看看手机有没有网/ });
});

test("an expired conversation is rolled over without a word, questions and choices alike", async () => {
  await conversation.ask({ text: "低保怎么申请，在哪看" });
  service.conversations.clear();
  const answer = await conversation.ask({ text: "房子" });
  assert.equal(answer.status, "clarification");
  service.conversations.clear();
  await conversation.ask({ text: "办事指南（社会救助）", option: "item-shjz-004" });
  assert.deepEqual(service.asked.map(({ text, option }) => text || option), ["低保怎么申请，在哪看", "房子", "办事指南（社会救助）"]);
  assert.equal(new Set(service.asked.map(({ id }) => id)).size, 3);
});

test("a choice of the running conversation goes by its id", async () => {
  await conversation.ask({ text: "房子" });
  await conversation.ask({ text: "保障性住房", option: "item-1" });
  assert.deepEqual(service.asked.map(({ option }) => option), [undefined, "item-1"]);
});

test("a conversation that is left is wiped on the service", async () => {
  await conversation.ask({ text: "房子" });
  assert.equal(service.conversations.size, 1);
  await conversation.forget();
  assert.equal(service.conversations.size, 0);
});

test("the terminal that was scanned is named, and nothing else about the person", async () => {
  conversation.cameFrom("dating-1");
  await conversation.ask({ text: "房子" });
  conversation.cameFrom("");
  assert.deepEqual(service.openings, [{ channel: "wechat", terminal_id: "dating-1" }]);
});

test("a short code is looked up; one that nobody knows opens nothing", async () => {
  assert.equal(await entrance.pageOf({ code: "2345abcd" }), "/pages/record/record?id=item-shjz-004&aspect=where");
  assert.equal(await entrance.pageOf({ code: "23456789" }), "");
});

test("home's content and the hot answers stay on the phone", async () => {
  await district.load();
  await district.keepHot();
  phone.connect(false);
  assert.equal(district.kept().name, "示范区");
  const [question] = district.kept().hot;
  assert.ok(district.hotAnswer(question).text);
  assert.equal(district.hotAnswer("别的"), undefined);
});

test("it works without a login; a token that expired is let go and the question still answered", async () => {
  const fresh = require.resolve("../app/lib/login");
  delete require.cache[fresh];
  const login = require("../app/lib/login");
  Object.assign(service, { loginStatus: 201, token: "opaque" });
  const send = (header) => post(`/api/v1/conversations/${[...service.conversations][0]}/messages`, { text: "房子" }, header);
  await post("/api/v1/conversations", { channel: "wechat" });
  await login.signed(send);
  await settled();
  await login.signed(send);
  service.token = "another";
  await login.signed(send);
  assert.deepEqual(service.asked.map(({ authorization }) => authorization), [undefined, "Bearer opaque", undefined]);
});
