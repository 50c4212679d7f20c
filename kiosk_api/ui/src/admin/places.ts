// The pages of the console: address, name in the menu, who may open it. The menu and the router read this one list.

import type { Component } from "vue";

import type { Role } from "./session";

export const GROUPS = ["日常", "内容", "质量与发布", "系统"] as const;

export interface Place {
  path: string;
  name: string;
  title: string;
  /** Under which heading of the menu; a page without one is reached from another page. */
  group?: (typeof GROUPS)[number];
  /** The least role that may open it; without one every person signed in. */
  role?: Role;
  page: () => Promise<{ default: Component }>;
}

export const PLACES: Place[] = [
  { path: "/", name: "overview", title: "概况", group: "日常", page: () => import("./pages/Overview.vue") },
  { path: "/loop", name: "loop", title: "没答上的问题", group: "日常", page: () => import("./pages/Loop.vue") },
  { path: "/loop/:id", name: "loop-group", title: "没答上的问题", page: () => import("./pages/LoopGroup.vue") },
  { path: "/changes", name: "changes", title: "改动与审核", group: "日常", page: () => import("./pages/Changes.vue") },
  { path: "/changes/:id", name: "change", title: "一次改动", page: () => import("./pages/Change.vue") },
  { path: "/try", name: "try", title: "试问", group: "日常", role: "editor", page: () => import("./pages/TryOut.vue") },

  { path: "/imports", name: "imports", title: "导入目录", group: "内容", role: "editor", page: () => import("./pages/Imports.vue") },
  { path: "/imports/:id", name: "import", title: "导入目录", role: "editor", page: () => import("./pages/ImportWizard.vue") },
  { path: "/content/:kind?", name: "content", title: "内容", group: "内容", page: () => import("./pages/Records.vue") },
  { path: "/content/:kind/new", name: "record-new", title: "新增内容", role: "editor", page: () => import("./pages/RecordEdit.vue") },
  { path: "/content/:kind/records/:id", name: "record", title: "编辑内容", page: () => import("./pages/RecordEdit.vue") },
  { path: "/check", name: "check", title: "内容检查", group: "内容", page: () => import("./pages/ContentCheck.vue") },
  { path: "/district", name: "district", title: "本区信息与热门问题", group: "内容", page: () => import("./pages/District.vue") },

  { path: "/questions", name: "questions", title: "测试问题", group: "质量与发布", page: () => import("./pages/Questions.vue") },
  { path: "/coverage", name: "coverage", title: "覆盖测试", group: "质量与发布", page: () => import("./pages/Coverage.vue") },
  { path: "/coverage/:id", name: "coverage-run", title: "测试结果", page: () => import("./pages/CoverageRun.vue") },
  { path: "/difference", name: "difference", title: "两次测试比较", page: () => import("./pages/Difference.vue") },
  { path: "/versions", name: "versions", title: "版本与发布", group: "质量与发布", page: () => import("./pages/Versions.vue") },
  { path: "/report", name: "report", title: "月报", group: "质量与发布", page: () => import("./pages/MonthlyReport.vue") },

  { path: "/terminals", name: "terminals", title: "终端", group: "系统", page: () => import("./pages/Terminals.vue") },
  { path: "/channels", name: "channels", title: "渠道与公告", group: "系统", page: () => import("./pages/Channels.vue") },
  { path: "/exports", name: "exports", title: "导出与留存", group: "系统", page: () => import("./pages/Exports.vue") },
  { path: "/audit", name: "audit", title: "操作记录", group: "系统", role: "reviewer", page: () => import("./pages/Audit.vue") },
  { path: "/staff", name: "staff", title: "人员", group: "系统", role: "administrator", page: () => import("./pages/StaffList.vue") },
  { path: "/account", name: "account", title: "我的账号", page: () => import("./pages/Account.vue") },
];
