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
