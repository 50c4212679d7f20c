// Which character was written: what directions its lines have where, whatever order they were drawn in.
//
// The character is scaled into a square; each small piece of a line counts for its direction (eight of them) in the
// fields of an 8 × 8 grid. The nearest template by cosine wins (Bai and Huo's 8-directional features, 2005).

export type Point = [x: number, y: number];

const GRID = 8;
const DIRECTIONS = 8;
const STEP = 1 / 64;
/** Flat characters such as 一 are not blown up to a square. */
const FLATTEST = 0.25;

/** 512 features of unit length; the same arithmetic as `tools/handwriting.py`. */
export function features(strokes: Point[][]): Float32Array {
  const found = new Float32Array(GRID * GRID * DIRECTIONS);
  const points = strokes.flat();
  if (!points.length) return found;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const size = Math.max(width, height, 1e-6);
  const [wide, high] = [Math.max(width, FLATTEST * size), Math.max(height, FLATTEST * size)];
  const scaled = (point: Point): Point => [
    (point[0] - left - width / 2) / wide + 0.5,
    (point[1] - top - height / 2) / high + 0.5,
  ];
  for (const stroke of strokes) addStroke(found, stroke.map(scaled));
  // The root evens out thick and thin; then unit length.
  let sum = 0;
  for (let index = 0; index < found.length; index += 1) {
    found[index] = Math.sqrt(found[index] as number);
    sum += (found[index] as number) ** 2;
  }
  const length = Math.sqrt(sum) || 1;
  return found.map((value) => value / length);
}

function addStroke(found: Float32Array, stroke: Point[]): void {
  for (let index = 1; index < stroke.length; index += 1) {
    const [fromX, fromY] = stroke[index - 1] as Point;
    const [toX, toY] = stroke[index] as Point;
    const [dx, dy] = [toX - fromX, toY - fromY];
    const length = Math.hypot(dx, dy);
    if (length === 0) continue;
    const pieces = Math.max(1, Math.round(length / STEP));
    const turn = (Math.atan2(dy, dx) / (2 * Math.PI)) * DIRECTIONS + DIRECTIONS;
    const low = Math.floor(turn);
    const share = turn - low;
    for (let piece = 0; piece < pieces; piece += 1) {
      const part = (piece + 0.5) / pieces;
      addPiece(found, fromX + dx * part, fromY + dy * part, length / pieces, low % DIRECTIONS, share);
    }
  }
}

/** Shares one piece out over the four nearest fields and the two nearest directions. */
function addPiece(found: Float32Array, x: number, y: number, length: number, direction: number, share: number): void {
  const column = x * GRID - 0.5;
  const row = y * GRID - 0.5;
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const next = (direction + 1) % DIRECTIONS;
  for (const [fieldX, shareX] of [[left, 1 - (column - left)], [left + 1, column - left]] as const) {
    for (const [fieldY, shareY] of [[top, 1 - (row - top)], [top + 1, row - top]] as const) {
      if (fieldX < 0 || fieldY < 0 || fieldX >= GRID || fieldY >= GRID) continue;
      const at = (fieldY * GRID + fieldX) * DIRECTIONS;
      found[at + direction] = (found[at + direction] as number) + length * shareX * shareY * (1 - share);
      found[at + next] = (found[at + next] as number) + length * shareX * shareY * share;
    }
  }
}

/** Templates in fewer dimensions, as written by `tools/handwriting.py`; the file's layout stands there. */
export class Matcher {
  private readonly characters: string[];
  private readonly dimensions: number;
  private readonly mean: Float32Array;
  private readonly axes: Float32Array;
  private readonly templates: Int8Array;

  constructor(file: ArrayBuffer) {
    const head = new DataView(file);
    const count = head.getUint32(0, true);
    this.dimensions = head.getUint32(4, true);
    const textBytes = head.getUint32(8, true);
    let at = 12;
    const size = GRID * GRID * DIRECTIONS;
    this.mean = new Float32Array(file.slice(at, (at += size * 4)));
    const scale = new Float32Array(file.slice(at, (at += this.dimensions * 4)));
    const axes = new Int8Array(file.slice(at, (at += this.dimensions * size)));
    this.axes = Float32Array.from(axes, (value, index) => value * (scale[Math.floor(index / size)] as number));
    this.templates = new Int8Array(file.slice(at, (at += count * this.dimensions)));
    this.characters = [...new TextDecoder().decode(file.slice(at, at + textBytes))];
  }

  /** The likeliest characters, best first. */
  recognise(strokes: Point[][], most: number): string[] {
    if (!strokes.some((stroke) => stroke.length > 1)) return [];
    const found = this.reduced(features(strokes));
    const scores = this.characters.map((_, index) => this.cosine(found, index));
    const order = scores.map((_, index) => index).sort((one, other) => (scores[other] as number) - (scores[one] as number));
    return order.slice(0, most).map((index) => this.characters[index] as string);
  }

  private reduced(full: Float32Array): Float32Array {
    const size = full.length;
    const found = new Float32Array(this.dimensions);
    for (let axis = 0; axis < this.dimensions; axis += 1) {
      let sum = 0;
      for (let index = 0; index < size; index += 1) {
        sum += ((full[index] as number) - (this.mean[index] as number)) * (this.axes[axis * size + index] as number);
      }
      found[axis] = sum;
    }
    return found;
  }

  private cosine(found: Float32Array, template: number): number {
    let [product, length] = [0, 0];
    const from = template * this.dimensions;
    for (let axis = 0; axis < this.dimensions; axis += 1) {
      const value = this.templates[from + axis] as number;
      product += (found[axis] as number) * value;
      length += value * value;
    }
    return product / Math.sqrt(length || 1);
  }
}

let loading: Promise<Matcher> | undefined;

async function load(): Promise<Matcher> {
  const response = await fetch("/handwriting.bin");
  if (!response.ok) throw new Error(`handwriting.bin ${response.status}`);
  return new Matcher(await response.arrayBuffer());
}

/** The matcher of this screen, loaded once. */
export function matcher(): Promise<Matcher> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
