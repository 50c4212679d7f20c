// Moments as people read them, in China's time whatever the computer's own.

const MOMENT = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

/** ``2026-11-23T08:00:00Z`` to ``2026/11/23 16:00``; nothing for nothing. */
export function moment(at: string | number | null | undefined): string {
  if (at === null || at === undefined || at === "") return "";
  return MOMENT.format(typeof at === "number" ? at * 1_000 : new Date(at));
}
