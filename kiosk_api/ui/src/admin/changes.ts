// Words of the content's history, and what a form says after it was sent.

import type { Failure, Schemas } from "./api";
import { session } from "./session";

export const ACTIONS: Record<Schemas["ChangeView"]["action"], string> = { add: "新增", edit: "修改", delete: "删除" };

export const CHANGE_STATES: Record<Schemas["ChangeState"], string> = { proposed: "等审核", applied: "已生效", rejected: "没有通过" };

/** What became of a change that was sent. */
export function outcome(submitted: Schemas["Submitted"]): string {
  if (submitted.change.state === "proposed") return "已经提交，等另一位审核人同意。同意以前内容不变。";
  return session.twoPersonRule ? "已经生效。" : "已经保存。生成新版本并发布以后，市民才看得到。";
}

/** The sentences of a refusal by column. */
export function refusals(failure: Failure): Record<string, string> {
  const listed = failure.problem.invalid ?? failure.problem.errors;
  if (!Array.isArray(listed)) return {};
  return Object.fromEntries(listed.map((one: { field?: string; message?: string; detail?: string }) => [String(one.field ?? ""), String(one.message ?? one.detail ?? "")]));
}
