// Draws answers. Text only ever goes into textContent.

const SOURCES_SHOWN = 3;

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function button(className, text, action) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

const trail = (path) => path.join(" ／ ");

/** The answer of a frequent question is prose: it needs no label and the whole width. */
const isWhole = (field) => field.element === "answer" && field.stated;

function table(fields) {
  const made = element("table", "fields");
  const body = element("tbody");
  for (const field of fields) {
    const row = element("tr", `${field.asked ? "is-asked" : ""}${field.stated ? "" : " is-blank"}`);
    const value = element("td", "", field.value);
    if (isWhole(field)) {
      value.colSpan = 2;
      value.className = "whole";
      row.append(value);
    } else {
      const label = element("th", "", field.label);
      label.scope = "row";
      row.append(label, value);
    }
    body.append(row);
  }
  made.append(body);
  return made;
}

/** Rows that fit beside what was asked; longer records fold theirs. */
const OPEN_FIELDS = 8;

function record(item, fields) {
  const made = element("section", "record");
  if (item.path.length) made.append(element("p", "path", trail(item.path)));
  made.append(element("h3", "title", item.title));
  const asked = fields.filter((field) => field.asked);
  const others = fields.filter((field) => !field.asked);
  if (asked.length) made.append(table(asked));
  if (asked.length && others.length) {
    const more = element("details");
    more.open = others.length <= OPEN_FIELDS;
    more.append(element("summary", "", `其他栏目（${others.length}）`), table(others));
    made.append(more);
  } else if (others.length) {
    made.append(table(others));
  }
  return made;
}

/** What the fields belong to: the answer's items first, then records that only complete them. */
function owners(answer) {
  const known = new Map(answer.items.map((item) => [item.id, item]));
  for (const field of answer.fields) {
    const source = answer.sources.find((one) => one.id === field.item || one.id === field.source);
    if (!known.has(field.item)) known.set(field.item, { id: field.item, title: source?.title ?? "", path: [] });
  }
  return [...known.values()];
}

function records(answer) {
  const offered = new Set(answer.options.map((option) => option.id));
  const bare = [];
  const made = [];
  for (const item of owners(answer)) {
    const fields = answer.fields.filter((field) => field.item === item.id);
    if (fields.length) made.push(record(item, fields));
    else if (!offered.has(item.id)) bare.push(item);
  }
  if (bare.length) {
    made.push(element("h3", "title", "相关内容"));
    const list = element("ul", "records");
    for (const item of bare) {
      const entry = element("li");
      if (item.path.length) entry.append(element("p", "path", trail(item.path)));
      entry.append(element("strong", "", item.title));
      list.append(entry);
    }
    made.push(list);
  }
  return made;
}

const lines = (text) => text.split("\n").filter((line) => line.trim()).join("\n");

/** The text before and after what the table says again: the text must do alone where there is no table. */
function aroundFields(answer) {
  const cut = "\u0000";
  let text = answer.text;
  for (const field of answer.fields.filter((one) => one.asked)) {
    text = text.replace(isWhole(field) ? field.value : `${field.label}：${field.value}`, cut);
  }
  const last = text.lastIndexOf(cut);
  if (last < 0) return [answer.text, ""];
  return [lines(text.slice(0, last).replaceAll(cut, "")), lines(text.slice(last + 1))];
}

function sources(answer) {
  const list = element("ul", "sources");
  for (const source of answer.sources) {
    const entry = element("li");
    const where = `《${source.title}》 ${source.file} 第 ${source.row} 行`;
    entry.append(element("span", "", source.as_of ? `${where}，核对到 ${source.as_of}` : where));
    if (!source.verified) entry.append(" ", element("span", "badge", "未核实"));
    if (source.url) entry.append(element("span", "url", source.url));
    list.append(entry);
  }
  const many = answer.sources.length > SOURCES_SHOWN;
  const made = element(many ? "details" : "section");
  made.append(many ? element("summary", "", `出处（${answer.sources.length}）`) : element("h3", "sources-title", "出处"), list);
  return made;
}

function feedbackRow(answer, onFeedback) {
  const row = element("div", "feedback");
  const say = async (useful) => {
    row.replaceChildren(element("span", "", await onFeedback(answer.id, useful)));
  };
  row.append(
    element("span", "", "这个回答"),
    button("", "有用", () => say(true)),
    button("", "没用", () => say(false)),
  );
  return row;
}

export function question(text) {
  return element("p", "asked", text);
}

export function failure(text) {
  const made = element("article", "card card-error");
  made.append(element("p", "card-text", text));
  return made;
}

/** The card of an answer; `actions` are what its buttons do: option(id, label), followUp(text), feedback(id, useful). */
export function card(answer, actions) {
  const made = element("article", "card");
  const [before, after] = aroundFields(answer);
  if (before) made.append(element("p", "card-text", before));
  made.append(...records(answer));
  if (after) made.append(element("p", "card-text", after));
  if (answer.options.length) {
    const options = element("div", "options is-open");
    for (const option of answer.options) {
      options.append(button("option", option.label, () => actions.option(option.id, option.label)));
    }
    made.append(options);
  }
  if (answer.sources.length) made.append(sources(answer));
  if (answer.follow_ups.length) {
    const chips = element("div", "chips is-open");
    for (const text of answer.follow_ups) chips.append(button("chip", text, () => actions.followUp(text)));
    made.append(chips);
  }
  made.append(feedbackRow(answer, actions.feedback));
  return made;
}
