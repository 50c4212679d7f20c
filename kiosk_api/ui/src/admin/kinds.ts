// The kinds of content in the words of the console.

import type { Schemas } from "./api";

export type Kind = Schemas["KindView"]["kind"];

export const KIND_NAMES: Record<Kind, string> = {
  item: "公开事项",
  faq: "常见问题",
  policy: "政策文件",
  interpretation: "政策解读",
  guide: "办事指南",
  place: "地点",
  redirect: "不归这里管的",
  alias: "别的叫法",
};
