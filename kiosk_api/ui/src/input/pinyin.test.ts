import { readFileSync } from "node:fs";

import { beforeAll, describe, expect, it } from "vitest";

import { PinyinTable } from "./pinyin";
import words from "./phrases.json";

const phrases = words as [string, string][];
const table = new PinyinTable();
const own = new PinyinTable();
const first = (letters: string, from = own): string => from.candidates(letters)[0]?.text ?? "";

beforeAll(async () => {
  const lines = readFileSync(new URL("../../public/pinyin.txt", import.meta.url), "utf-8");
  await table.addLines(lines);
  await own.addLines(lines);
  own.addOwn({ "yi'shen'qing'gong'kai": ["依申请公开"], "zhu'fang'gong'ji'jin": ["住房公积金"], "gong'shi": ["公示"], "xin'fang": ["信访"], "di'bao": ["低保"] }, 146);
});

describe("whole phrases", () => {
  it.each([
    ["zhengfuxinxigongkai", "政府信息公开"],
    ["yishenqinggongkai", "依申请公开"],
    ["banshizhinan", "办事指南"],
    ["dibao", "低保"],
    ["gongshi", "公示"],
    ["xinfang", "信访"],
    ["bumenyusuan", "部门预算"],
  ])("%s is %s", (letters, text) => expect(first(letters)).toBe(text));

  it("needs no words of the content for everyday ones", () => {
    expect(first("zhengfuxinxigongkai", table)).toBe("政府信息公开");
    expect(first("fapiao", table)).toBe("发票");
  });
});

describe("short ways", () => {
  it.each([["zfgjj", "住房公积金"], ["ysqgk", "依申请公开"], ["yishenqinggk", "依申请公开"], ["yishenq", "依申请公开"]])("%s offers %s", (letters, text) =>
    expect(own.candidates(letters).slice(0, 8).map((one) => one.text)).toContain(text),
  );

  it("tells how many letters a candidate stands for", () => {
    const part = own.candidates("dibaozenme").find((one) => one.text === "低保");
    expect(part?.used).toBe("dibao".length);
  });
});

describe("what cannot be read", () => {
  it("offers nothing for nothing and never throws", () => {
    expect(own.candidates("")).toEqual([]);
    expect(own.candidates("123!")).toEqual([]);
    for (const odd of ["v", "xxxxxxxxxxxxxxxxxxxx", "uuuu", "ng", "zhzhzh"]) expect(() => own.candidates(odd)).not.toThrow();
  });

  it("answers within a frame", () => {
    const started = performance.now();
    for (const letters of ["z", "zh", "zhe", "zhengfuxinxigongkaizhinan", "zfxxgkzn"]) own.candidates(letters);
    // Five candidates' lists; generous for a busy machine, the pad's own target is 5 ms each.
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe("what people ask in", () => {
  it("finds the 200 commonest words and pairs of words of the development questions among the first five", () => {
    const missed = phrases.filter(([letters, text]) => !table.candidates(letters).slice(0, 5).some((one) => one.text === text));
    // Without a single word of the content; nine in ten.
    expect(missed.length).toBeLessThanOrEqual(20);
  });
});
