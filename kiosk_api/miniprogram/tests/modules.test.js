// The modules by themselves: addresses of codes, type size, what an answer shows, what is kept on the phone.

const assert = require("node:assert/strict");
const { beforeEach, test } = require("node:test");
const { phone } = require("./simulator");
const { recorded } = require("./service");
const { cardOf, day } = require("../app/lib/answer");
const { rootSize } = require("../app/lib/display");
const entrance = require("../app/lib/entrance");
const questions = require("../app/lib/questions");
const { go } = require("../app/lib/route");
const share = require("../app/lib/share");
const { placeView, recordView } = require("../app/lib/record");

const DIBAO = recorded.answers["低保怎么申请，在哪看"];

beforeEach(() => {
  phone.storage.clear();
  phone.opened.length = 0;
});

test("a terminal's codes are read: records with an aspect, short codes, mini-program scenes", () => {
  assert.deepEqual(entrance.ofAddress("https://gk.example.gov.cn/m/item-shjz-004?aspect=where"), { record: "item-shjz-004", aspect: "where" });
  assert.deepEqual(entrance.ofAddress("http://127.0.0.1:8000/m/guide-ysqgk"), { record: "guide-ysqgk", aspect: "" });
  assert.deepEqual(entrance.ofAddress("/m/%E4%BD%8E%E4%BF%9D?x=1&aspect=when#a"), { record: "低保", aspect: "when" });
  assert.deepEqual(entrance.ofAddress("https://gk.example.gov.cn/m/c/2345ABCD"), { code: "2345abcd" });
  assert.deepEqual(entrance.ofScene("t%3Ddating-1"), { terminal: "dating-1" });
  assert.deepEqual(entrance.ofScene("c=2345abcd"), { code: "2345abcd" });
  assert.deepEqual(entrance.ofOptions({ q: encodeURIComponent("https://gk.example.gov.cn/m/item-1?aspect=who") }), { record: "item-1", aspect: "who" });
  assert.deepEqual(entrance.ofTyped(" 2345ABCD "), { code: "2345abcd" });
});

test("other codes, and what nobody wrote, open nothing", () => {
  for (const address of ["", "https://gk.example.gov.cn/", "https://a.example/x/m/item-1", "/m/unknown", "/m/c/0000", "weixin://x", "/m/"]) {
    assert.equal(entrance.ofAddress(address), null, address);
  }
  for (const scene of ["", "t=", "t=<b>", "x=1", "c=1234567", "%E0%A4%A"]) assert.equal(entrance.ofScene(scene), null, scene);
  for (const typed of ["低保", "", "dibao", "12345"]) assert.equal(entrance.ofTyped(typed), null, typed);
});

test("type follows WeChat's setting between its limits, and is at least 关怀模式's when large is chosen", () => {
  const sizes = [[undefined, false], [15, false], [17, false], [23.8, false], [27.5, false], [40, false], [16, true], [27.5, true]];
  assert.deepEqual(sizes.map(([setting, large]) => rootSize(setting, large)), [16, 16, 17, 23.8, 27.5, 27.5, 23.8, 27.5]);
});

test("a card holds every field and source of the answer, what was asked first, nothing said twice", () => {
  const card = cardOf(DIBAO);
  const rows = card.records.flatMap((record) => [...record.asked, ...record.others]);
  assert.deepEqual(rows.map((row) => row.parts.join("")).sort(), DIBAO.fields.map((field) => field.value).sort());
  assert.deepEqual(card.sources.map((source) => source.id), DIBAO.sources.map((source) => source.id));
  for (const row of card.records.flatMap((record) => record.asked)) assert.ok(!card.before.includes(row.parts.join("")));
  assert.deepEqual(card.taken, { id: "guide-dbsq-apply", aspect: "apply", title: "最低生活保障申请" });
});

test("the part that answers is cut out by characters, also after rare ones", () => {
  const [field] = DIBAO.fields;
  const marked = { ...DIBAO, fields: [{ ...field, value: "𠮷野三日内答复", highlight: { start: 2, end: 5, paragraph: 0 } }] };
  assert.deepEqual(cardOf(marked).records[0].asked[0].parts, ["𠮷野", "三日内", "答复"]);
});

test("a list says its page and offers the next one", () => {
  const card = cardOf(recorded.answers["民政局公开哪些事项"]);
  assert.match(card.paging, /^第 1 页，共 \d+ 页，28 项$/);
  assert.equal(card.followUps[0], "下一页");
  assert.equal(card.taken, null);
});

test("dates are written out", () => {
  assert.deepEqual([day("2026-05-01"), day(null), day("")], ["2026年5月1日", "", ""]);
});

test("an item's asked element stands first; blanks say 目录未载明", () => {
  const view = recordView(recorded.reads["/api/v1/records/item-shjz-004"], "where");
  assert.equal(view.rows[0].label, "公开渠道和载体");
  assert.ok(view.rows[0].asked);
  assert.ok(view.rows.filter((row) => row.blank).every((row) => row.parts[0] === "目录未载明"));
  assert.match(view.sources[0].line, /^出处：catalog\.csv 第 290 行/);
});

test("a replaced policy says so and names what replaced it", () => {
  const { policy } = recordView(recorded.reads["/api/v1/records/policy-xxgk-2007"], "");
  assert.equal(policy.ended, true);
  assert.equal(policy.successor, "/pages/record/record?id=policy-xxgk-2019");
});

test("a place is on the map only where its coordinates are given", () => {
  const place = recorded.reads["/api/v1/places?page_size=100"].items[0];
  assert.equal(placeView(place).latitude, null);
  assert.equal(placeView({ ...place, latitude: 30.5, longitude: 104.1 }).latitude, 30.5);
});

test("questions are kept newest first, once each, at most 50; what was refused is not kept", () => {
  for (let number = 0; number < 60; number += 1) questions.note(`问题${number}`, DIBAO, 1_000 + number);
  questions.note("问题30", DIBAO, 5_000);
  assert.equal(questions.all().length, 50);
  assert.equal(questions.all()[0].text, "问题30");
  assert.equal(questions.all().filter((one) => one.text === "问题30").length, 1);
  questions.note("我的身份证号是11010519491231002X", recorded.answers["我的身份证号是11010519491231002X"]);
  assert.ok(!JSON.stringify([...phone.storage]).includes("11010519491231002X"));
  questions.turn(false);
  questions.note("低保", DIBAO);
  assert.deepEqual(questions.all(), []);
});

test("a forwarded card carries ids and a public title, never the question", () => {
  const turns = [{ id: 1, asked: "我家很困难能领低保吗", option: "", card: cardOf(DIBAO), error: "" }];
  const cards = [share.latest(turns), share.latest([]), share.fromButton({ from: "button", target: { dataset: { id: "item-1", aspect: "who", title: "低保" } } })];
  assert.deepEqual(cards.map((card) => card.path), ["/pages/record/record?id=guide-dbsq-apply&aspect=apply", "/pages/home/home", "/pages/record/record?id=item-1&aspect=who"]);
  assert.ok(!JSON.stringify(cards).includes("困难"));
  assert.equal(share.fromButton({ from: "menu" }), null);
});

test("the eleventh page takes the place of the tenth; tabs are switched to", () => {
  const { stack } = require("./simulator");
  stack.length = 9;
  go("/pages/faq/faq");
  stack.length = 10;
  go("/pages/faq/faq");
  go("/pages/mine/mine");
  stack.length = 0;
  assert.deepEqual(phone.opened.map(({ how }) => how), ["navigateTo", "redirectTo", "switchTab"]);
});
