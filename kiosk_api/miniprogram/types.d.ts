// The service's records as its OpenAPI document describes them; made with the pages of the terminal (`make ui`).
import type { components, paths } from "../ui/src/api/schema";

export type Schemas = components["schemas"];
/** What GET of an address gives; a record's name in the document may change, its address does not. */
export type Read<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;
export type Answer = Schemas["Answer"];
export type RecordPage = Schemas["RecordPage"];

export interface Paged<T> {
  items: T[];
  total: number;
  page: number;
  page_size: number;
}

/** One element of a record as `components/field-table` shows it. */
export interface FieldRow {
  key: string;
  label: string;
  /** Before the part that answers the question, the part itself, after it. */
  parts: [string, string, string];
  prose: boolean;
  blank: boolean;
  long: boolean;
  asked: boolean;
}

/** One line of `components/row-list`. */
export interface Row {
  key: string;
  title: string;
  above?: string;
  below?: string;
  badge?: string;
  muted?: boolean;
  /** Address of the page that it opens. */
  to?: string;
}

export interface SourceRow {
  id: string;
  line: string;
  verified: boolean;
  url: string;
}

export interface CardRecord {
  id: string;
  title: string;
  path: string;
  asked: FieldRow[];
  others: FieldRow[];
  open: boolean;
}

/** An answer in the order it is read. */
export interface Card {
  id: string;
  before: string;
  after: string;
  records: CardRecord[];
  related: Row[];
  options: { id: string; label: string }[];
  followUps: string[];
  sources: SourceRow[];
  sourcesOpen: boolean;
  paging: string;
  rateable: boolean;
  /** What forwarding hands on: ids and a public title, never the question. */
  taken: { id: string; aspect: string; title: string } | null;
}

export interface Turn {
  id: number;
  asked: string;
  option: string;
  card: Card | null;
  error: string;
}

export interface Asked {
  id: string;
  text: string;
  /** Milliseconds since 1970. */
  at: number;
  title: string;
  record: string;
  aspect: string;
}

export type Request = (options: WechatMiniprogram.RequestOption) => unknown;

/** What a page or a component offers to the modules. */
export interface Shown {
  setData(data: Record<string, unknown>): void;
}

export interface Keep {
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, value: unknown): void;
  removeStorageSync(key: string): void;
}
