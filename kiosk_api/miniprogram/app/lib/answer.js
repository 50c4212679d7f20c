// What an answer says, put in the order it is read. No words of its own but headings.

const { recordPage } = require("./route");

/** @typedef {import("../../types").Schemas} Schemas */
/** @typedef {import("../../types").Answer} Answer */
/** @typedef {import("../../types").FieldRow} FieldRow */
/** @typedef {Pick<Schemas["AnswerField"], "element" | "label" | "value" | "stated"> & Partial<Schemas["AnswerField"]>} Field */

/** Longer than this stands below its label: a narrow column of many lines is hard to read. */
const LONG = 14;
/** Rows that fit beside what was asked; longer records fold theirs. */
const OPEN_FIELDS = 4;
const SOURCES_SHOWN = 2;
const NEXT_PAGE = "下一页";

/** @param {Field} field A frequent question's answer is prose: it needs no label. */
const isProse = (field) => field.element === "answer" && field.stated;

/**
 * 「2026-05-01」 as 「2026年5月1日」.
 * @param {string | null | undefined} iso
 */
function day(iso) {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso || "");
  return found ? `${found[1]}年${Number(found[2])}月${Number(found[3])}日` : "";
}

/**
 * A value in three parts: before, the part that answers the question, after.
 * @param {Field} field
 * @returns {[string, string, string]}
 */
function parts(field) {
  const mark = field.highlight;
  if (!mark) return [field.value, "", ""];
  // Python counts characters, JavaScript half of some rare ones twice.
  const letters = Array.from(field.value);
  return [letters.slice(0, mark.start).join(""), letters.slice(mark.start, mark.end).join(""), letters.slice(mark.end).join("")];
}

/**
 * @param {Field} field
 * @param {number} place
 * @returns {FieldRow}
 */
const fieldRow = (field, place) => ({
  key: `${place}-${field.element}`,
  label: field.label,
  parts: parts(field),
  prose: isProse(field),
  blank: !field.stated,
  long: field.value.length > LONG,
  asked: Boolean(field.asked),
});

/**
 * @param {{ file: string, row: number, as_of?: string | null }} source
 * @param {string} [title]
 */
function sourceLine(source, title = "") {
  const checked = source.as_of ? `，核对到 ${day(source.as_of)}` : "";
  return `${title ? `《${title}》` : ""}${source.file} 第 ${source.row} 行${checked}`;
}

/** @param {string} text */
const tidy = (text) => text.split("\n").filter((line) => line.trim()).join("\n");

/**
 * The text before and after what the table says again.
 * @param {Answer} answer
 * @returns {[string, string]}
 */
function aroundFields(answer) {
  const cut = "\u0000";
  let text = answer.text;
  for (const field of (answer.fields || []).filter((one) => one.asked)) {
    text = text.replace(isProse(field) ? field.value : `${field.label}：${field.value}`, () => cut);
  }
  const last = text.lastIndexOf(cut);
  if (last < 0) return [answer.text, ""];
  return [tidy(text.slice(0, last).split(cut).join("")), tidy(text.slice(last + 1))];
}

/**
 * The records that the fields belong to: the answer's items first, then those that only complete them.
 * @param {Answer} answer
 */
function owners(answer) {
  /** @type {Map<string, { id: string, title: string, path: string, fields: Schemas["AnswerField"][] }>} */
  const known = new Map();
  for (const item of answer.items || []) {
    known.set(item.id, { id: item.id, title: item.title, path: (item.path || []).join(" ／ "), fields: [] });
  }
  for (const field of answer.fields || []) {
    const source = (answer.sources || []).find((one) => one.id === field.item || one.id === field.source);
    const owner = known.get(field.item) || { id: field.item, title: source ? source.title : "", path: "", fields: [] };
    owner.fields.push(field);
    known.set(field.item, owner);
  }
  return [...known.values()];
}

/**
 * An answer as `components/answer-card` shows it.
 * @param {Answer} answer
 * @returns {import("../../types").Card}
 */
function cardOf(answer) {
  const [before, after] = aroundFields(answer);
  const all = owners(answer);
  const options = answer.options || [];
  const offered = new Set(options.map((option) => option.id));
  const told = all.filter((owner) => owner.fields.length);
  const bare = all.filter((owner) => !owner.fields.length && !offered.has(owner.id));
  const first = answer.status === "answered" ? told[0] : undefined;
  const sources = answer.sources || [];
  const { listing } = answer;
  const followUps = answer.follow_ups || [];
  const turns = listing && listing.page < listing.pages && !followUps.includes(NEXT_PAGE);
  return {
    id: answer.id,
    before,
    after,
    records: told.map(({ id, title, path, fields }) => {
      const asked = fields.filter((field) => field.asked).map(fieldRow);
      const others = fields.filter((field) => !field.asked).map(fieldRow);
      return { id, title, path, asked, others, open: others.length <= OPEN_FIELDS || !asked.length };
    }),
    related: bare.map(({ id, title, path }) => ({ key: id, title, above: path, to: recordPage(id) })),
    options,
    followUps: turns ? [NEXT_PAGE, ...followUps] : followUps,
    sources: sources.map((one) => ({ id: one.id, line: sourceLine(one, one.title), verified: Boolean(one.verified), url: one.url || "" })),
    sourcesOpen: sources.length <= SOURCES_SHOWN,
    paging: listing && listing.pages > 1 ? `第 ${listing.page} 页，共 ${listing.pages} 页，${listing.total} 项` : "",
    rateable: Boolean(answer.conversation_id),
    taken: first ? { id: first.id, aspect: (answer.aspects || [])[0] || "", title: first.title } : null,
  };
}

module.exports = { cardOf, day, fieldRow, sourceLine };
