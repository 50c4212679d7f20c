// What an answer says, put in the order it is read. No words of its own.

import type { Answer, Schemas } from "../api/client";

/** A field of an answer, or of a record that is read by itself. */
export type Field = Pick<Schemas["AnswerField"], "element" | "label" | "value" | "stated"> &
  Partial<Pick<Schemas["AnswerField"], "asked" | "highlight" | "item" | "source">>;
export interface Owner {
  id: string;
  title: string;
  path: string[];
  fields: Field[];
}

/** A frequent question's answer is prose: it needs no label and the whole width. */
export const isProse = (field: Field): boolean => field.element === "answer" && field.stated;

/** The records that the fields belong to: the answer's items first, then those that only complete them. */
export function owners(answer: Answer): Owner[] {
  const known = new Map<string, Owner>();
  for (const item of answer.items ?? []) known.set(item.id, { id: item.id, title: item.title, path: item.path ?? [], fields: [] });
  for (const field of answer.fields ?? []) {
    const { item: ownerId } = field;
    let owner = known.get(ownerId);
    if (!owner) {
      const source = answer.sources?.find((one) => one.id === ownerId || one.id === field.source);
      owner = { id: ownerId, title: source?.title ?? "", path: [], fields: [] };
      known.set(ownerId, owner);
    }
    owner.fields.push(field);
  }
  return [...known.values()];
}

/** Records without fields that are not offered as choices either. */
export function related(answer: Answer): Owner[] {
  const offered = new Set((answer.options ?? []).map((option) => option.id));
  return owners(answer).filter((owner) => !owner.fields.length && !offered.has(owner.id));
}

const tidy = (text: string): string => text.split("\n").filter((line) => line.trim()).join("\n");

/** The text before and after what the table says again; the text has to do alone only where there is no table. */
export function aroundFields(answer: Answer): [before: string, after: string] {
  const cut = "\u0000";
  let text = answer.text;
  for (const field of (answer.fields ?? []).filter((one) => one.asked)) {
    text = text.replace(isProse(field) ? field.value : `${field.label}：${field.value}`, cut);
  }
  const last = text.lastIndexOf(cut);
  if (last < 0) return [answer.text, ""];
  return [tidy(text.slice(0, last).split(cut).join("")), tidy(text.slice(last + 1))];
}

/** A value in three parts: before, the part that answers the question, after. */
export function parts(field: Field): [string, string, string] {
  const mark = field.highlight;
  if (!mark) return [field.value, "", ""];
  // Python counts characters, JavaScript half of some rare ones twice.
  const letters = [...field.value];
  return [letters.slice(0, mark.start).join(""), letters.slice(mark.start, mark.end).join(""), letters.slice(mark.end).join("")];
}

/** 「2026-05-01」 as 「2026年5月1日」. */
export function day(iso: string | null | undefined): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? "");
  return found ? `${found[1]}年${Number(found[2])}月${Number(found[3])}日` : "";
}
