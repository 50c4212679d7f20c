// The unfolded card says what the golden answers say; the terminal's card and WeChat's text are held to the same file.

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { test } = require("node:test");
const { render, words } = require("./simulator");
const { cardOf } = require("../app/lib/answer");

const golden = JSON.parse(readFileSync(join(__dirname, "../../../tests/wechat/golden/answers.json"), "utf-8"));
const squeezed = (text) => text.replace(/\s/g, "").replaceAll("／", "/");

for (const { question, answer, facts } of golden) {
  test(`the card for “${question}” states every fact and source`, () => {
    const said = squeezed(words(render("components/answer-card/answer-card", { card: { ...cardOf(answer), sourcesOpen: true }, latest: true })));
    assert.deepEqual(facts.filter((fact) => !said.includes(fact)), []);
  });
}
