// What the records of the content are called, for pages that are told ids alone. Read once a visit, a kind at a time.

import { shallowRef } from "vue";

import { get, part, type Schemas } from "./api";
import { KIND_NAMES, type Kind } from "./kinds";
import type { Page } from "./paged";

type Row = Schemas["Row"];
/** Ids of the content; other names of agencies are not answers. */
const ANSWERING: Kind[] = ["item", "faq", "policy", "interpretation", "guide", "place", "redirect"];
const SIZE = 100;

export const titles = shallowRef(new Map<string, Row>());
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
  // A guide's steps stand in rows of their own under one id: the first names it.
  const named = new Map<string, Row>();
  for (const row of found.flat()) if (!named.has(row.id)) named.set(row.id, row);
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

/** The name of a record; one that is gone is said to be. */
export function titleOf(id: string): string {
  const row = titles.value.get(id);
  return row ? called(row) : `内容里已经没有的一条（${id}）`;
}
