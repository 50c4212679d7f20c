import { expect, test } from "vitest";

import { daysBack, daysOf, monthBefore } from "./days";

test("a month has its first and its last day", () => {
  expect(daysOf("2026-10")).toEqual(["2026-10-01", "2026-10-31"]);
  expect(daysOf("2028-02")).toEqual(["2028-02-01", "2028-02-29"]);
});

test("the day is China's, whatever the computer's own time", () => {
  expect(daysBack(0, new Date("2026-11-23T17:00:00Z"))).toBe("2026-11-24");
  expect(daysBack(29, new Date("2026-11-30T04:00:00Z"))).toBe("2026-11-01");
});

test("the month before is the one that is over in China", () => {
  expect(monthBefore(new Date("2026-11-30T20:00:00Z"))).toBe("2026-11");
  expect(monthBefore(new Date("2026-01-15T00:00:00Z"))).toBe("2025-12");
});
