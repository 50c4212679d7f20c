// What the records of the content are called, for pages that are told ids alone. Read once a visit, a kind at a time.

import { shallowRef } from "vue";

import { get, part, type Schemas } from "./api";
import { KIND_NAMES, type Kind } from "./kinds";
import type { Page } from "./paged";

export type Row = Schemas["Row"];
/** Ids of the content; other names of agencies are not answers. */
export const ANSWERING: Kind[] = ["item", "faq", "policy", "interpretation", "guide", "place", "redirect"];
const SIZE = 100;

export const titles = shallowRef(new Map<string, Row>());
/** A guide's parts are records of their own; questions may expect the guide as a whole, by the id they share. */
const guides = shallowRef(new Map<string, string>());
let reading: Promise<void> | undefined;

async function ofKind(kind: Kind): Promise<Row[]> {
  const found: Row[] = [];
  for (let page = 1; ; page++) {
    const one = await get<Page<Row>>(`/content/${part(kind)}`, { page, page_size: SIZE });
    found.push(...one.items);
    if (!one.items.length || found.length >= one.total) return found;
  }
}

async function readAll(): Promise<void> {
  const found = await Promise.all(ANSWERING.map(ofKind));
  const named = new Map(found.flat().map((row) => [row.id, row]));
  const parts = found.flat().filter((row) => row.kind === "guide");
  guides.value = new Map(parts.map((row) => [row.id.slice(0, row.id.lastIndexOf("-")), row.title]));
  titles.value = named;
}

/** Reads them unless they are there; a failure is the caller's to tell. */
export function readTitles(): Promise<void> {
  reading ??= readAll().catch((failure: unknown) => {
    reading = undefined;
    throw failure;
  });
  return reading;
}

export function called(row: Row): string {
  return `${KIND_NAMES[row.kind]}：${[...row.path, row.title].join(" › ")}`;
}

/** The name of a record, or ``otherwise``: general content is not among the district's own. */
export function titleOf(id: string, otherwise = ""): string {
  const row = titles.value.get(id);
  if (row) return called(row);
  const guide = guides.value.get(id);
  return guide ? `${KIND_NAMES.guide}：${guide}` : otherwise || "内容里已经没有的一条";
}
