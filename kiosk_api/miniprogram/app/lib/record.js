// One record of any kind, as its page shows it.

const { day, fieldRow, sourceLine } = require("./answer");
const { recordPage } = require("./route");

/** @typedef {import("../../types").Schemas} Schemas */
/** @typedef {import("../../types").RecordPage} RecordPage */
/** @typedef {import("../../types").FieldRow} FieldRow */

/**
 * Which elements answer an aspect; the question itself is never in an address.
 * @type {Record<string, string[]>}
 */
const ELEMENTS = {
  what: ["elements"],
  where: ["channels", "website_column"],
  when: ["time_limit"],
  who: ["agency", "office", "phone"],
  basis: ["legal_basis"],
  audience: ["audience"],
  mode: ["mode"],
};
/** The headings of the page say these already. */
const IN_HEADING = ["domain", "topic", "subtopic", "detail", "name", "category"];
const NOT_STATED = "目录未载明";
const IN_FORCE = "现行有效";
const ENDED = ["已废止", "已被取代"];
/** What people ask next; asked with the title, so it means this record. @type {Record<string, string[]>} */
const NEXT = { item: ["在哪里看", "什么时候公开", "由谁负责", "依据是什么"], guide: ["要带什么材料", "要多久", "收费吗"] };

/** @param {[string, string | null | undefined][]} facts */
const factRows = (facts) =>
  facts.filter(([, value]) => value).map(([label, value], place) => fieldRow({ element: label, label, value: value || "", stated: true }, place));

/**
 * @param {Schemas["ItemDetail"]} item
 * @param {string} aspect
 */
function itemRows(item, aspect) {
  const wanted = ELEMENTS[aspect] || [];
  const all = item.fields
    .filter((field) => !IN_HEADING.includes(field.element))
    .map((field, place) => fieldRow({ ...field, value: field.value || NOT_STATED, asked: wanted.includes(field.element) }, place));
  return [...all.filter((row) => row.asked), ...all.filter((row) => !row.asked)];
}

/** @param {Schemas["PolicyDetail"]} policy */
const policyView = (policy) => ({
  status: policy.status || "没有标明是否有效，办事前请问一问",
  inForce: policy.status === IN_FORCE,
  ended: ENDED.includes(policy.status),
  successor: policy.successor ? recordPage(policy.successor) : "",
  facts: factRows([
    ["发文字号", policy.number],
    ["发文机关", policy.agency],
    ["成文日期", day(policy.issued)],
    ["施行日期", day(policy.effective)],
    ["失效日期", day(policy.ended)],
  ]),
  summary: policy.summary,
  text: policy.text || "",
  interpretations: (policy.interpretations || []).map((one) => ({
    key: one.id,
    title: one.title,
    to: recordPage(one.id),
    badge: `${one.form} · ${one.author}`,
    below: [one.agency, day(one.issued)].filter(Boolean).join("　"),
  })),
});

/**
 * @param {Schemas["GuideDetail"]} guide
 * @param {string} aspect
 */
const steps = (guide, aspect) =>
  guide.parts.map((part) => ({
    id: part.id,
    heading: part.heading,
    text: part.text,
    basis: part.legal_basis,
    verified: part.source.verified,
    asked: Boolean(aspect) && part.aspect === aspect,
  }));

/**
 * A place; coordinates are shown on the map only where the content gives them.
 * @param {Schemas["PlaceView"] & { latitude?: number, longitude?: number }} place
 */
const placeView = (place) => ({
  id: place.id,
  title: place.title,
  type: place.type,
  phone: place.phone,
  latitude: place.latitude === undefined ? null : place.latitude,
  longitude: place.longitude === undefined ? null : place.longitude,
  address: place.address,
  facts: factRows([
    ["地址", place.address || "未载明，请打电话问"],
    ["开放时间", place.hours || "未载明，请打电话问"],
    ["能办什么", place.services],
    ["怎么走", place.directions],
  ]),
});

/** @param {RecordPage} page */
function prose(page) {
  const { faq, interpretation } = page;
  if (faq) return { text: faq.answer, note: faq.legal_basis ? `依据：${faq.legal_basis}` : "" };
  if (!interpretation) return null;
  return { text: interpretation.text, note: `${interpretation.form}解读　${interpretation.agency || interpretation.author}` };
}

/**
 * @param {RecordPage} page
 * @param {string} aspect
 */
function recordView(page, aspect) {
  const one = page.item || page.policy || page.interpretation || page.faq || page.place;
  const source = one && one.source;
  return {
    title: page.title,
    path: page.path.join(" ／ "),
    kind: page.kind,
    rows: page.item ? itemRows(page.item, aspect) : [],
    policy: page.policy ? policyView(page.policy) : null,
    steps: page.guide ? steps(page.guide, aspect) : [],
    place: page.place ? placeView(page.place) : null,
    prose: prose(page),
    sources: source ? [{ id: page.id, line: `出处：${sourceLine(source)}`, verified: source.verified, url: source.url || "" }] : [],
    next: NEXT[page.kind] || [],
    related: (page.related || []).map((other) => ({ key: other.id, title: other.title, above: other.path.join(" ／ "), to: recordPage(other.id) })),
  };
}

module.exports = { placeView, recordView };
