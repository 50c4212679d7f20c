// Pages and components as a citizen meets them: read, tapped, asked, without a network.

const assert = require("node:assert/strict");
const { after, before, beforeEach, test } = require("node:test");
const { open, phone, render, settled, tap, words } = require("./simulator");
const { Service, recorded } = require("./service");
const config = require("../app/config");
const { cardOf } = require("../app/lib/answer");
const district = require("../app/lib/district");
const handover = require("../app/lib/handover");

const service = new Service();
before(async () => {
  config.api = await service.start();
  await district.load();
  await district.keepHot();
});
after(() => service.stop());
beforeEach(() => {
  phone.connect(true);
  Object.assign(phone, { fontSize: 16, scanned: null, confirms: true });
  phone.opened.length = phone.calls.length = phone.requests.length = 0;
  phone.storage.delete("questions");
  phone.storage.delete("type");
  Object.assign(service, { failures: [], asked: [], feedback: [] });
});

const opened = () => phone.opened.map(({ to }) => to);

test("home shows three doors, what people ask, the domains, the hotline and that it is a demonstration", async () => {
  const home = await open("home");
  for (const text of ["查公开信息", "怎么申请公开", "政策解读", "低保怎么申请，在哪看", "社会救助", "12345", "演示"]) assert.match(words(home), new RegExp(text));
  await tap(home, "社会救助");
  assert.deepEqual(opened(), ["/pages/topics/topics?domain=%E7%A4%BE%E4%BC%9A%E6%95%91%E5%8A%A9"]);
});

test("home opens from what is kept when there is no network, and loads by itself when it is back", async () => {
  phone.connect(false);
  const home = await open("home");
  assert.match(words(home), /手机现在没有网络.*再试一次.*低保怎么申请，在哪看/);
  phone.connect(true);
  await settled();
  assert.doesNotMatch(words(home), /没有网络|再试一次/);
});

test("a question typed on home goes to the chat in memory, not in an address", async () => {
  const home = await open("home");
  home.instance.type({ detail: { value: " 低保怎么申请，在哪看 " } });
  await home.instance.ask();
  assert.deepEqual(opened(), ["/pages/chat/chat"]);
  const chat = await open("chat");
  assert.match(words(chat), /由家庭成员向户籍所在地的街道办事处/);
  assert.equal(handover.take(), "");
});

test("codes: scanned, typed, of the mini program, and those that open nothing", async () => {
  const home = await open("home");
  phone.scanned = { result: "https://gk.example.gov.cn/m/item-shjz-004?aspect=where" };
  await home.instance.scan();
  phone.scanned = { result: "", path: "pages/home/home?scene=c%3D2345abcd" };
  await home.instance.scan();
  home.instance.type({ detail: { value: "2345abcd" } });
  home.instance.ask();
  await settled();
  assert.deepEqual(opened(), Array(3).fill("/pages/record/record?id=item-shjz-004&aspect=where"));
  home.instance.type({ detail: { value: "zhufangg" } });
  await home.instance.ask();
  assert.equal(phone.opened.pop().to, "/pages/chat/chat");
  assert.equal(handover.take(), "zhufangg");
  phone.scanned = { result: "https://elsewhere.example/pay" };
  await home.instance.scan();
  assert.match(phone.calls.pop().title, /没有找到这个码/);
  phone.scanned = null;
  await home.instance.scan();
  assert.equal(opened().length, 3);
});

test("an ordinary code that WeChat opens the program with leads to the record", async () => {
  await open("home", { q: encodeURIComponent("https://gk.example.gov.cn/m/guide-ysqgk") });
  assert.deepEqual(opened(), ["/pages/record/record?id=guide-ysqgk"]);
});

test("an answer shows fields, sources and buttons; folded fields open; its address can be copied", async () => {
  const card = render("components/answer-card/answer-card", { card: cardOf(recorded.answers["低保怎么申请，在哪看"]), latest: true });
  assert.match(words(card), /怎么申请.*公开渠道和载体政府网站、公开查阅点、政务服务中心.*出处.*有用没用转发/);
  assert.doesNotMatch(words(card), /制定或获取信息之日起10个工作日内/);
  await tap(card, "其他栏目（5）");
  assert.match(words(card), /制定或获取信息之日起10个工作日内/);
  await tap(card, "复制原文网址");
  assert.match(phone.calls.find(({ name }) => name === "setClipboardData").data, /^http/);
});

test("useful or not is said once, with the answer's id", async () => {
  const answer = recorded.answers["低保怎么申请，在哪看"];
  const card = render("components/answer-card/answer-card", { card: cardOf(answer), latest: true });
  await tap(card, "没用");
  assert.deepEqual(service.feedback, [{ path: `/api/v1/answers/${answer.id}/feedback`, useful: false }]);
  assert.match(words(card), /谢谢您告诉我们/);
  assert.doesNotMatch(words(card), /没用/);
});

test("a choice is taken from the newest answer only", async () => {
  const answer = recorded.answers["房子"];
  const chosen = [];
  for (const latest of [true, false]) {
    const card = render("components/answer-card/answer-card", { card: cardOf(answer), latest });
    card.addEventListener("choose", ({ detail }) => chosen.push(detail));
    await tap(card, answer.options[0].label);
  }
  assert.deepEqual(chosen, [{ id: answer.options[0].id, label: answer.options[0].label }]);
});

test("a conversation: a list is chosen from, one question at a time, each noted on the phone", async () => {
  const chat = await open("chat");
  const first = chat.instance.put({ text: "民政局公开哪些事项" });
  assert.match(words(chat), /正在查找，请稍等/);
  await chat.instance.put({ text: "房子" });
  await first;
  assert.deepEqual(service.asked.map(({ text }) => text), ["民政局公开哪些事项"]);
  await tap(chat, "监督检查（社会救助／综合业务）");
  await settled();
  assert.equal(service.asked[1].option, "item-shjz-002");
  assert.deepEqual(phone.storage.get("questions").map(({ text }) => text), ["民政局公开哪些事项"]);
});

test("a failed question says what to do and is asked again by a tap", async () => {
  const chat = await open("chat");
  phone.connect(false);
  await chat.instance.put({ text: "房子" });
  assert.match(words(chat), /看看手机有没有网.*12345.*再问一次/);
  phone.connect(true);
  await tap(chat, "再问一次");
  await settled();
  assert.doesNotMatch(words(chat), /再问一次/);
  assert.deepEqual(service.asked.map(({ text }) => text), ["房子"]);
});

test("a hot question is answered without a network, and cannot be rated then", async () => {
  const chat = await open("chat");
  const [question] = district.kept().hot;
  phone.connect(false);
  await chat.instance.put({ text: question });
  assert.match(words(chat), /出处/);
  assert.doesNotMatch(words(chat), /有用|再问一次/);
});

test("words are suggested while typing", async () => {
  const chat = await open("chat");
  chat.instance.type({ detail: { value: "低保" } });
  await settled(450);
  assert.ok(chat.instance.data.suggestions.length > 0);
  assert.match(words(chat), new RegExp(chat.instance.data.suggestions[0]));
});

test("what may be a person's number is not sent while it is typed", async () => {
  const chat = await open("chat");
  phone.requests.length = 0;
  chat.instance.type({ detail: { value: "我的身份证是110105" } });
  await settled(450);
  assert.deepEqual(phone.requests, []);
});

test("browsing: domain, topic, items page by page, record", async () => {
  const topics = await open("topics", { domain: encodeURIComponent("社会救助") });
  assert.match(words(topics), /最低生活保障5 项.*全部列出来/);
  const items = await open("items", { domain: "社会救助", topic: "" });
  assert.match(words(items), /共 23 项.*再看一些/);
  await items.instance.onReachBottom();
  assert.equal(items.instance.data.rows.length, 23);
  assert.doesNotMatch(words(items), /再看一些/);
  const record = await open("record", { id: "item-shjz-004", aspect: "where" });
  assert.match(words(record), /社会救助 ／ 最低生活保障办事指南公开渠道和载体/);
  assert.deepEqual(record.instance.onShareAppMessage(), { title: "办事指南", path: "/pages/record/record?id=item-shjz-004&aspect=where" });
  await tap(record, "什么时候公开？");
  assert.equal(handover.take(), "办事指南什么时候公开");
});

test("policies are filtered by whether they hold; a replaced one leads to its successor", async () => {
  const policies = await open("policies");
  assert.match(words(policies), /全部现行有效（\d+）已被取代（7）共 37 份/);
  await tap(policies, "已被取代（7）");
  await settled();
  assert.match(words(policies), /共 7 份/);
  const policy = await open("record", { id: "policy-xxgk-2007" });
  assert.match(words(policy), /已被取代：这份文件已经不能作为依据/);
  await tap(policy, "看现在有效的文件");
  assert.deepEqual(opened(), ["/pages/record/record?id=policy-xxgk-2019"]);
});

test("guides step by step, frequent questions by group", async () => {
  assert.match(words(await open("record", { id: "guide-dbsq" })), /1哪些家庭可以申请.*2怎么申请.*依据：/);
  assert.match(words(await open("guides")), /最低生活保障申请/);
  assert.match(words(await open("faq")), /依申请公开政府信息（34）.*什么是政府信息公开/);
});

test("places: a call, and no map without coordinates", async () => {
  const places = await open("places");
  assert.doesNotMatch(words(places), /看地图/);
  await tap(places, "打电话 12345");
  assert.equal(phone.calls.pop().phoneNumber, "12345");
  const place = render("components/place-card/place-card", { place: { title: "大厅", facts: [], phone: "010-1", latitude: 30.5, longitude: 104.1, address: "一号" } });
  await tap(place, "看地图、导航");
  const { name, latitude, longitude } = phone.calls.pop();
  assert.deepEqual([name, latitude, longitude], ["大厅", 30.5, 104.1]);
});

test("my questions: opened, cleared one by one and all, nothing sent", async () => {
  const chat = await open("chat");
  await chat.instance.put({ text: "低保怎么申请，在哪看" });
  await chat.instance.put({ text: "火星移民补助在哪里看" });
  phone.requests.length = 0;
  const mine = await open("mine");
  mine.instance.open({ currentTarget: { dataset: { id: mine.instance.data.questions[1].id } } });
  assert.deepEqual(opened(), ["/pages/record/record?id=guide-dbsq-apply&aspect=apply"]);
  mine.instance.forget({ currentTarget: { dataset: { id: mine.instance.data.questions[1].id } } });
  assert.doesNotMatch(words(mine), /低保/);
  phone.confirms = false;
  await tap(mine, "全部清除");
  assert.match(words(mine), /火星/);
  phone.confirms = true;
  await tap(mine, "全部清除");
  assert.match(words(mine), /还没有问过问题/);
  assert.equal(phone.requests.length, 0);
  assert.equal(phone.storage.has("questions"), false);
});

test("large type takes effect on every open page at once", async () => {
  const about = await open("about");
  const mine = await open("mine");
  mine.instance.setLarge({ detail: { value: true } });
  assert.equal(about.instance.data.rootSize, "23.8px");
  mine.instance.setLarge({ detail: { value: false } });
  assert.equal(about.instance.data.rootSize, "16px");
});

test("a page that could not load is tried again by a tap", async () => {
  service.failures = [503, 503];
  const guides = await open("guides");
  assert.match(words(guides), /暂时连不上.*再试一次/);
  await tap(guides, "再试一次");
  await settled();
  assert.match(words(guides), /最低生活保障申请/);
});

test("nothing that was typed stands in an address of a page or in the storage of another name", async () => {
  const chat = await open("chat");
  await chat.instance.put({ text: "我姓王，低保怎么办" });
  phone.storage.delete("questions");
  assert.ok(!JSON.stringify([...phone.storage, ...phone.opened]).includes("王"));
});
