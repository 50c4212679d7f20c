// What the pages of an import share: the kinds, what each takes, and sending files.

import { part, put, type Schemas } from "./api";

export type ImportView = Schemas["ImportView"];
export type ImportKind = ImportView["kind"];

export const IMPORT_KINDS: { kind: ImportKind; name: string; what: string; takes: string }[] = [
  { kind: "catalogue", name: "公开目录", what: "上级发的或者本单位的事项目录表", takes: ".xlsx,.xls,.csv,.docx" },
  { kind: "faq", name: "常见问题", what: "一行一个问题和答案的表", takes: ".xlsx,.xls,.csv,.docx" },
  { kind: "documents", name: "政策和解读", what: "政策文件、解读的原文", takes: ".docx,.html,.htm,.txt,.md" },
];

export function kindName(kind: ImportKind): string {
  return IMPORT_KINDS.find((one) => one.kind === kind)!.name;
}

export function takes(kind: ImportKind): string {
  return IMPORT_KINDS.find((one) => one.kind === kind)!.takes;
}

/** Sends the files one after the other; the first that is refused ends it. */
export async function send(importId: string, files: File[]): Promise<void> {
  for (const file of files) await put(`/imports/${importId}/files/${part(file.name)}`, file);
}
