// The pinyin table of this screen, loaded once: everyday words, and the content's own on top.

import { get, type Schemas } from "../api/client";
import { PinyinTable } from "./pinyin";

const breath = (): Promise<void> => new Promise((go) => setTimeout(go));

let loading: Promise<PinyinTable> | undefined;

async function load(): Promise<PinyinTable> {
  const table = new PinyinTable();
  const response = await fetch("/pinyin.txt");
  if (!response.ok) throw new Error(`pinyin.txt ${response.status}`);
  await table.addLines(await response.text(), breath);
  // Without the content's words the pad still types.
  const own = await get<Schemas["PinyinWords"]>("/api/v1/pinyin").catch(() => null);
  if (own) table.addOwn(own.words, own.weight);
  return table;
}

export function pinyinTable(): Promise<PinyinTable> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
