// Records what the tests' service answers: `node tests/record.js <address of a service with the demonstration content>`.

const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const [, , service = ""] = process.argv;
const HOT_KEPT = 2;
const READS = [
  "/api/v1/district", "/api/v1/config", "/api/v1/suggest", "/api/v1/suggest?q=低保&limit=4", "/api/v1/hot", "/api/v1/domains?page_size=100",
  "/api/v1/topics?domain=社会救助&page_size=100", "/api/v1/items?domain=社会救助&page=1&page_size=20",
  "/api/v1/items?domain=社会救助&page=2&page_size=20", "/api/v1/policies?page=1&page_size=20",
  "/api/v1/policies?status=已被取代&page=1&page_size=20", "/api/v1/policies/facets", "/api/v1/guides?page=1&page_size=20",
  "/api/v1/faq?page=1&page_size=20", "/api/v1/faq/groups?page_size=100", "/api/v1/places?page_size=100",
  "/api/v1/records/item-shjz-004", "/api/v1/records/guide-dbsq", "/api/v1/records/guide-ysqgk",
  "/api/v1/records/policy-xzfy", "/api/v1/items?domain=社会救助&topic=最低生活保障&page=1&page_size=20", "/api/v1/records/policy-xxgk-2007", "/api/v1/records/place-dating",
];
const QUESTIONS = ["低保怎么申请，在哪看", "房子", "民政局公开哪些事项", "火星移民补助在哪里看", "我的身份证号是11010519491231002X"];

async function json(path, options) {
  const response = await fetch(service + path, options);
  return response.json();
}
const post = (path, body) => json(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

async function main() {
  const reads = {};
  for (const path of READS) reads[path] = await json(encodeURI(path));
  reads["/api/v1/hot"] = reads["/api/v1/hot"].slice(0, HOT_KEPT);
  const answers = {};
  for (const text of QUESTIONS) {
    const { conversation_id: id } = await post("/api/v1/conversations", { channel: "wechat" });
    answers[text] = await post(`/api/v1/conversations/${id}/messages`, { text });
  }
  writeFileSync(join(__dirname, "recorded.json"), `${JSON.stringify({ reads, answers }, null, 1)}\n`);
}

main();
