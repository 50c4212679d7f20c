// From letters to words: whole phrases by syllables, by initials, or half typed. Runs in the page, without the service.

export interface Candidate {
  text: string;
  /** Letters it stands for; what is left is typed on. */
  used: number;
}

interface Word {
  text: string;
  weight: number;
}

class Node {
  readonly next = new Map<string, Node>();
  readonly words: Word[] = [];
}

/** Eight times the binary logarithm of all counted words: a weight less this is how likely a word is. */
const WORD_COST = 207;
/** What a syllable costs of which only the beginning was typed. */
const PARTIAL_COST = 24;
const LONGEST_SYLLABLE = 6;
const MOST_PHRASES = 60;
/** A few milliseconds on a slow terminal. */
const LINES_AT_ONCE = 800;
/** A phrase known as one is worth more than the same syllables by chance. */
const LENGTH_GAIN = 40;

/** From so many syllables on, phrases are offered that go on after what was typed. */
const FORESEEN_FROM = 2;
const MOST_FORESEEN = 3;
const FORESEEN_COST = 60;

/** The heaviest phrases below a node. */
function longer(node: Node): { text: string; score: number }[] {
  const found: { text: string; score: number }[] = [];
  const visit = (below: Node, cost: number): void => {
    for (const next of below.next.values()) {
      const heaviest = next.words[0];
      if (heaviest) found.push({ text: heaviest.text, score: heaviest.weight - cost });
      visit(next, cost + FORESEEN_COST / 4);
    }
  };
  visit(node, FORESEEN_COST);
  return found.sort((one, other) => other.score - one.score).slice(0, MOST_FORESEEN);
}

/** A row of words and how likely it is. */
interface Row {
  score: number;
  text: string;
}

/** Rows kept side by side: what sounds alike differs mostly in its last character. */
const MOST_ROWS = 4;

/** Puts a row in its place among the best, unless it is there or worse than all of them. */
function keep(rows: Row[], row: Row): void {
  const known = rows.find(({ text }) => text === row.text);
  if (known) known.score = Math.max(known.score, row.score);
  else rows.push(row);
  rows.sort((one, other) => other.score - one.score);
  rows.length = Math.min(rows.length, MOST_ROWS);
}

export class PinyinTable {
  private readonly root = new Node();
  private readonly syllables = new Set<string>();

  /** Lines of `pinyin.txt`: `zheng'fu 政府 88 征服 60`. `pause` is awaited between parts, so that the page stays awake. */
  async addLines(text: string, pause: () => Promise<void> = async () => undefined): Promise<void> {
    const lines = text.split("\n");
    for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
      for (const line of lines.slice(from, from + LINES_AT_ONCE)) {
        const [spelled, ...rest] = line.split(" ");
        for (let at = 0; at + 1 < rest.length; at += 2) this.add(spelled as string, rest[at] as string, Number(rest[at + 1]));
      }
      await pause();
    }
  }

  /** The content's own words, all of one weight; what is known already becomes as heavy. */
  addOwn(words: Record<string, string[]>, weight: number): void {
    for (const [spelled, texts] of Object.entries(words)) for (const text of texts) this.add(spelled, text, weight);
  }

  private add(spelled: string, text: string, weight: number): void {
    let node = this.root;
    for (const syllable of spelled.split("'")) {
      this.syllables.add(syllable);
      let next = node.next.get(syllable);
      if (!next) node.next.set(syllable, (next = new Node()));
      node = next;
    }
    const known = node.words.find((word) => word.text === text);
    if (known) known.weight = Math.max(known.weight, weight);
    else node.words.push({ text, weight });
    node.words.sort((one, other) => other.weight - one.weight);
  }

  /** Candidates for the letters, best first: the whole as one, then phrases from the start, longest first. */
  candidates(letters: string): Candidate[] {
    const typed = letters.toLowerCase().replace(/[^a-z]/g, "").replace(/ü/g, "v");
    if (!typed) return [];
    const phrases = this.phrases(typed, 0);
    const rows = this.sentences(typed);
    const found = phrases.sort(
      (one, other) => other.used - one.used || other.score - one.score,
    );
    const texts = new Map<string, Candidate>();
    const complete = found.filter(({ used }) => used === typed.length);
    // A phrase that is known as one stands before those put together of parts.
    for (const { text, used } of [...complete, ...rows.map((text) => ({ text, used: typed.length })), ...found]) {
      if (!texts.has(text)) texts.set(text, { text, used });
    }
    return [...texts.values()].slice(0, MOST_PHRASES);
  }

  /** Words that begin at `from`, by syllables whole or, at the end, begun; or all by initials. */
  private phrases(typed: string, from: number): (Candidate & { score: number })[] {
    const found: (Candidate & { score: number })[] = [];
    const visit = (node: Node, at: number, cost: number, depth: number): void => {
      for (const { text, weight } of depth ? node.words : []) {
        found.push({ text, used: at - from, score: weight + LENGTH_GAIN * depth - cost });
      }
      if (at >= typed.length) {
        if (depth >= FORESEEN_FROM) for (const word of longer(node)) found.push({ ...word, used: at - from, score: word.score - cost });
        return;
      }
      for (let length = Math.min(LONGEST_SYLLABLE, typed.length - at); length > 0; length -= 1) {
        const piece = typed.slice(at, at + length);
        const exact = node.next.get(piece);
        if (exact) visit(exact, at + length, cost, depth + 1);
        const isInitial = length === 1 || piece === "zh" || piece === "ch" || piece === "sh";
        const isRest = at + length === typed.length;
        if ((!isInitial && !isRest) || (isInitial && !isRest && depth === 0 && this.syllables.has(piece))) continue;
        for (const [syllable, next] of node.next) {
          if (syllable !== piece && syllable.startsWith(piece) && (isInitial || isRest)) visit(next, at + length, cost + PARTIAL_COST, depth + 1);
        }
      }
    };
    visit(this.root, from, 0, 0);
    return found;
  }

  /** The likeliest rows of words for all letters, best first, by whole syllables (the last may be begun). */
  private sentences(typed: string): string[] {
    const best: Row[][] = Array.from({ length: typed.length + 1 }, () => []);
    best[0] = [{ score: 0, text: "" }];
    for (let at = 0; at < typed.length; at += 1) {
      const here = best[at] as Row[];
      if (!here.length) continue;
      for (const { text, used, score } of this.wholeWords(typed, at)) {
        const there = best[at + used] as Row[];
        for (const row of here) keep(there, { score: row.score + score - WORD_COST, text: row.text + text });
      }
    }
    return (best[typed.length] as Row[]).map((row) => row.text);
  }

  private wholeWords(typed: string, from: number): (Candidate & { score: number })[] {
    const found: (Candidate & { score: number })[] = [];
    const visit = (node: Node, at: number, depth: number): void => {
      for (const word of depth ? node.words.slice(0, MOST_ROWS) : []) found.push({ text: word.text, used: at - from, score: word.weight });
      for (let length = Math.min(LONGEST_SYLLABLE, typed.length - at); length > 0; length -= 1) {
        const piece = typed.slice(at, at + length);
        const exact = node.next.get(piece);
        if (exact) visit(exact, at + length, depth + 1);
        if (at + length < typed.length || exact) continue;
        for (const [syllable, next] of node.next) {
          const begun = syllable.startsWith(piece) ? next.words[0] : undefined;
          if (begun) found.push({ text: begun.text, used: at + length - from, score: begun.weight - PARTIAL_COST });
        }
      }
    };
    visit(this.root, from, 0);
    return found;
  }
}
