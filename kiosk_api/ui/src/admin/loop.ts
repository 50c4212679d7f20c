// Words of the questions that got no help, and what they can be turned into.

import type { Schemas } from "./api";

export const STATES: Record<Schemas["GroupState"], string> = { open: "新的", assigned: "部门在办", done: "办完了", dismissed: "不处理" };

export const TRENDS: Record<Schemas["GroupView"]["trend"], string> = { rising: "在增多", falling: "在减少", steady: "持平", new: "新出现" };

export const REASONS: Record<string, string> = {
  no_content: "目录里没有查到",
  out_of_scope: "当成了与政务无关的",
  clarification: "请市民选了一次",
  not_useful: "市民说没有用",
};

/** What was done with a group, as its history says it. */
export const EVENTS: Record<string, string> = {
  variant: "加成了一种问法",
  negative: "加成了反例",
  faq: "拟成了常见问题",
  alias: "加成了别的叫法",
  redirect: "加成了“不归这里管”",
  test: "加成了测试问题",
  edited: "改了部门或期限",
  assigned: "交给了部门",
  done: "办完了",
  dismissed: "定为不处理",
  open: "重新打开",
  reopened: "又有人问，重新打开",
  turned_down: "改动没有通过审核，重新打开",
};

export type Into = "variant" | "negative" | "faq" | "alias" | "redirect" | "test";

export const INTO: { type: Into; name: string; hint: string }[] = [
  { type: "variant", name: "加到常见问题", hint: "已经有这个常见问题，只是市民换了一种问法。" },
  { type: "negative", name: "不该答成它", hint: "终端把这句话错当成了某个常见问题，以后不要这样答。" },
  { type: "faq", name: "写成常见问题", hint: "还没有现成的答案。写好答案，或者交给部门去写。" },
  { type: "alias", name: "一个叫法", hint: "市民用的词和目录里的词不一样。" },
  { type: "redirect", name: "不归这里管", hint: "该去别处办的事，告诉市民去哪里。" },
  { type: "test", name: "测试问题", hint: "以后每次发布前都检验这一句。" },
];
