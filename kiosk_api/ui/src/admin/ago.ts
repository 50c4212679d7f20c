/** How long a silence is, as people say it: ``95`` to ``1 分钟``. */
export function ago(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} 秒`;
  if (seconds < 2 * 3_600) return `${Math.floor(seconds / 60)} 分钟`;
  return seconds < 48 * 3_600 ? `${Math.floor(seconds / 3_600)} 小时` : `${Math.floor(seconds / 86_400)} 天`;
}
