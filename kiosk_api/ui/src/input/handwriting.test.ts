import { existsSync, readFileSync } from "node:fs";

import { beforeAll, describe, expect, it } from "vitest";

import { features, Matcher, type Point } from "./handwriting";

const DATA = new URL("../../node_modules/hanzi-writer-data/", import.meta.url);
const EVERY = 23;
let engine: Matcher;
let sample: { text: string; strokes: Point[][] }[];

/** Numbers between 0 and 1, the same each time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = chance(7);
const wobble = (size: number): number => (random() - 0.5) * 2 * size;

/** A hand that is not the template's: slanted, of another height, each point a little off. */
function written(strokes: Point[][], unsteady: number): Point[][] {
  const [slant, tall] = [wobble(0.12), 1 + wobble(0.15)];
  return strokes.map((stroke) => {
    const [right, down] = [wobble(unsteady), wobble(unsteady)];
    return stroke.map(([x, y]): Point => [x + slant * y + right + wobble(unsteady / 2), y * tall + down + wobble(unsteady / 2)]);
  });
}

function swapped(strokes: Point[][]): Point[][] {
  const order = [...strokes];
  const [one, other] = [Math.floor(random() * order.length), Math.floor(random() * order.length)];
  [order[one], order[other]] = [order[other] as Point[], order[one] as Point[]];
  return order;
}

function joined(strokes: Point[][], times: number): Point[][] {
  const rest = [...strokes];
  for (let time = 0; time < times && rest.length > 1; time += 1) {
    const at = Math.floor(random() * (rest.length - 1));
    rest.splice(at, 2, [...(rest[at] as Point[]), ...(rest[at + 1] as Point[])]);
  }
  return rest;
}

function hits(change: (strokes: Point[][]) => Point[][], most: number): number {
  const found = sample.filter(({ text, strokes }) => engine.recognise(change(strokes), most).includes(text));
  return found.length / sample.length;
}

beforeAll(() => {
  const file = readFileSync(new URL("../../public/handwriting.bin", import.meta.url));
  engine = new Matcher(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer);
  const decoder = new TextDecoder("gb2312");
  sample = [];
  for (let code = 0; code < 72 * 94; code += EVERY) {
    const text = decoder.decode(new Uint8Array([0xb0 + Math.floor(code / 94), 0xa1 + (code % 94)]));
    const path = new URL(`${encodeURIComponent(text)}.json`, DATA);
    if (text.length !== 1 || !existsSync(path)) continue;
    const { medians } = JSON.parse(readFileSync(path, "utf-8")) as { medians: Point[][] };
    sample.push({ text, strokes: medians.map((stroke) => stroke.map(([x, y]): Point => [x, 900 - y])) });
  }
});

describe("characters written by an unsteady hand", () => {
  it("are found whatever the order of the strokes", () => {
    expect(sample.length).toBeGreaterThan(250);
    expect(hits((strokes) => written(strokes, 25), 1)).toBeGreaterThan(0.85);
    expect(hits((strokes) => swapped(written(strokes, 25)), 5)).toBeGreaterThan(0.95);
  });

  it("are found when strokes run into each other", () => {
    expect(hits((strokes) => joined(written(strokes, 25), 1), 10)).toBeGreaterThan(0.95);
    expect(hits((strokes) => joined(written(strokes, 25), 3), 10)).toBeGreaterThan(0.88);
  });

  it("do not depend on where and how large they are written", () => {
    const { text, strokes } = sample[100] as (typeof sample)[number];
    const small = strokes.map((stroke) => stroke.map(([x, y]): Point => [x / 5 + 300, y / 5 + 10]));
    expect(engine.recognise(small, 1)).toEqual([text]);
  });
});

describe("what is no character", () => {
  it("is not recognised", () => {
    expect(engine.recognise([], 5)).toEqual([]);
    expect(engine.recognise([[[1, 1]]], 5)).toEqual([]);
    expect([...features([[[3, 3], [3, 3]]])].every(Number.isFinite)).toBe(true);
  });
});
