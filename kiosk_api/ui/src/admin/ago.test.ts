import { expect, test } from "vitest";

import { ago } from "./ago";

test.each([
  [0, "0 秒"],
  [59.2, "59 秒"],
  [95, "1 分钟"],
  [7_199, "119 分钟"],
  [7_200, "2 小时"],
  [200_000, "2 天"],
])("%s seconds", (seconds, told) => {
  expect(ago(seconds)).toBe(told);
});
