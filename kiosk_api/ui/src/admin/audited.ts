// The details of an entry of the log in words. The log is for machines too and keeps short names.

const NAMES: Record<string, string> = {
  terminal: "终端",
  message: "留言",
  hall: "大厅",
  name: "姓名",
  role: "角色",
  agency: "部门",
  disabled: "停用",
  channel: "渠道",
  reason: "理由",
  notice: "公告",
  questions: "测试问题数",
  passed: "检查通过",
  failing: "没通过的问题",
  what: "内容",
  kind: "种类",
  conversation: "会话",
  record: "条目",
  change: "改动",
  import: "导入",
  file: "文件",
  files: "文件",
  uploaded_by: "上传的人",
  at: "定在",
  question: "测试问题",
  row: "第几行",
  group: "问题编号",
  into: "处理成",
  changes: "增加、修改、删除",
};
const VALUES: Record<string, string> = {
  viewer: "查看",
  editor: "编辑",
  reviewer: "审核",
  administrator: "管理员",
  kiosk: "大厅终端",
  page: "手机网页",
  wechat: "微信",
  "*": "所有渠道",
  True: "是",
  False: "否",
  audit: "操作记录",
  usage: "用量",
  feedback: "评价",
  changes: "改动",
};
/** Names whose values are fixed words; anything else is somebody's own text and stays as written. */
const WORDED = new Set(["role", "disabled", "channel", "what"]);

function said(name: string, value: unknown): string {
  if (typeof value === "boolean") return value ? "是" : "否";
  if (Array.isArray(value)) return value.length > 3 ? `${value.slice(0, 3).join("、")} 等 ${value.length} 个` : value.join("、");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([key, one]) => (name === "files" ? key : `${key} ${String(one)}`))
      .join("、");
  }
  const text = String(value);
  if (!WORDED.has(name)) return text;
  return text
    .split(" → ")
    .map((word) => VALUES[word] ?? word)
    .join(" → ");
}

/** ``{"role": "editor → viewer"}`` to ``角色：编辑 → 查看``; what is empty is left out. */
export function told(details: Record<string, unknown>): string {
  const parts = Object.entries(details).filter(([, value]) => value !== "" && value !== null && !(Array.isArray(value) && value.length === 0));
  return parts.map(([name, value]) => `${NAMES[name] ?? name}：${said(name, value)}`).join("；");
}
