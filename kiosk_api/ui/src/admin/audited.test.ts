import { expect, test } from "vitest";

import { told } from "./audited";

test("names and fixed words are told in Chinese, somebody's own text stays", () => {
  expect(told({ name: "editor", role: "editor → viewer", reason: "" })).toBe("姓名：editor；角色：编辑 → 查看");
  expect(told({ passed: false, failing: ["一", "二", "三", "四"] })).toBe("检查通过：否；没通过的问题：一、二、三 等 4 个");
  expect(told({ unheard: 3, failing: [] })).toBe("unheard：3");
});
