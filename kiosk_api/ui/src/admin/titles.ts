// What the records of the content are called, for pages that are told ids alone. Read once a visit.

import { shallowRef } from "vue";

import { get, type Schemas } from "./api";
import { KIND_NAMES, type Kind } from "./kinds";

export type Named = Schemas["Named"];
/** What can answer; other names of agencies cannot. */
export const ANSWERING: Kind[] = ["item", "faq", "policy", "interpretation", "guide", "place", "redirect"];

export const titles = shallowRef(new Map<string, Named>());
/** A guide's parts are records of their own; questions may expect the guide as a whole, by the id they share. */
const guides = shallowRef(new Map<string, string>());
let reading: Promise<void> | undefined;

async function readAll(): Promise<void> {
  const found = await get<Named[]>("/content/names");
  const parts = found.filter((one) => one.kind === "guide");
  guides.value = new Map(parts.map((one) => [one.id.slice(0, one.id.lastIndexOf("-")), one.title]));
  titles.value = new Map(found.map((one) => [one.id, one]));
}

/** Reads them unless they are there; a failure is the caller's to tell. */
export function readTitles(): Promise<void> {
  reading ??= readAll().catch((failure: unknown) => {
    reading = undefined;
    throw failure;
  });
  return reading;
}

export function called(one: Pick<Named, "kind" | "path" | "title">): string {
  return `${KIND_NAMES[one.kind]}：${[...one.path, one.title].join(" › ")}`;
}

/** The name of a record, or ``otherwise``. */
export function titleOf(id: string, otherwise = ""): string {
  const named = titles.value.get(id);
  if (named) return called(named);
  const guide = guides.value.get(id);
  return guide ? `${KIND_NAMES.guide}：${guide}` : otherwise || "内容里已经没有的一条";
}
