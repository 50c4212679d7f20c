// The fixed words of the service in the words of the console.

import type { Schemas } from "./api";

export const VERDICTS: Record<Schemas["Verdict"], string> = {
  right: "答对",
  wrong_aspect: "事项对、方面不对",
  offered: "列为选项",
  wrong_record: "答错事项",
  missed: "没答出来",
  false_answer: "误答",
  wrong_status: "说法不对",
};

export const STATUSES: Record<Schemas["Status"], string> = {
  answered: "直接回答",
  clarification: "请选一个",
  listing: "列表",
  no_content: "没有",
  out_of_scope: "不归这里",
  refused: "不予回答",
  unavailable: "暂时用不了",
};

export const ASPECTS: Record<Schemas["Aspect"], string> = {
  what: "公开内容",
  where: "在哪里看",
  when: "公开时限",
  who: "谁负责",
  basis: "公开依据",
  audience: "公开对象",
  mode: "公开方式",
  apply: "怎么办理",
  materials: "要带什么",
  fee: "收费吗",
  interpretation: "政策解读",
  validity: "是否有效",
  remedy: "不服怎么办",
};

/** ``0.8324`` to ``83 %``; a dash where nothing could be measured. */
export function share(value: number | null | undefined): string {
  return value === null || value === undefined ? "—" : `${Math.round(value * 100)} %`;
}
