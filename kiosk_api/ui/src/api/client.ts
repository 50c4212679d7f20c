// The service over HTTP. Every failure becomes a Failure whose message a person can act on.

import { terminal } from "../state/terminal";
import type { components } from "./schema";

export type Schemas = components["schemas"];
export type Answer = Schemas["Answer"];

const AWAY = "暂时连不上查询服务。请稍等一会儿再试，或到窗口咨询。";
const TIMEOUT_MS = 15_000;

export class Failure extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 when the service was not reached. */
    readonly status = 0,
  ) {
    super(message);
  }
}

type Query = Record<string, string | number | undefined>;

function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

async function reached(url: string, options: RequestInit): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    return await fetch(url, { ...options, signal: stop.signal });
  } catch {
    throw new Failure(AWAY);
  } finally {
    clearTimeout(timer);
  }
}

async function call<T>(method: string, path: string, options: { query?: Query; body?: unknown; keepalive?: boolean }): Promise<T> {
  const headers: Record<string, string> = {};
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (terminal.key && path.includes("/terminals/")) headers.Authorization = `Bearer ${terminal.key}`;
  const body = options.body === undefined ? undefined : JSON.stringify(options.body);
  const response = await reached(address(path, options.query), { method, headers, body, keepalive: options.keepalive });
  if (response.status === 204) return undefined as T;
  let content: unknown;
  try {
    content = await response.json();
  } catch {
    throw new Failure(AWAY, response.status);
  }
  if (!response.ok) throw new Failure((content as { detail?: string }).detail || AWAY, response.status);
  return content as T;
}

export const get = <T>(path: string, query?: Query): Promise<T> => call("GET", path, { query });
export const post = <T>(path: string, body: unknown): Promise<T> => call("POST", path, { body });
/** Also survives a page that is being closed. */
export const remove = (path: string): Promise<void> => call("DELETE", path, { keepalive: true });
/** One part of a path, escaped. */
export const part = encodeURIComponent;
