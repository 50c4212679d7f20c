// Days in China's time, written 2026-01-31 as the service takes them.

const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

export const daysBack = (days: number, from = new Date()): string => DAY.format(new Date(from.getTime() - days * 86_400_000));
export const today = (): string => daysBack(0);

/** First and last day of a month written 2026-10. */
export function daysOf(month: string): [string, string] {
  const [year, number] = month.split("-").map(Number) as [number, number];
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return [`${month}-01`, `${month}-${String(last).padStart(2, "0")}`];
}

/** The month that is over, written 2026-10: what a monthly report is on. */
export function monthBefore(now = new Date()): string {
  const first = new Date(`${daysBack(0, now).slice(0, 7)}-01T12:00:00+08:00`);
  return daysBack(1, first).slice(0, 7);
}
