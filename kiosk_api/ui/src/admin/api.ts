// The staff's part of the service over HTTP. Every failure becomes a Failure whose message a person can act on.

import type { components } from "../api/schema";

export type Schemas = components["schemas"];

const AWAY = "暂时连不上服务。请稍等一会儿再试；一直这样，请联系系统管理员。";
const TIMEOUT_MS = 120_000;
const ROOT = "/api/v1/admin";

export class Failure extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 when the service was not reached. */
    readonly status = 0,
    /** The problem document's fields beyond its sentence, as the service gave them. */
    readonly problem: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** The token that every change carries; given at sign-in, kept in memory only. */
let csrf = "";
export function carry(token: string): void {
  csrf = token;
}

/** Called when the service no longer knows the session. */
let onSignedOut = (): void => undefined;
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

export type Query = Record<string, string | number | boolean | undefined | null>;

/** The whole address of an operation; ``path`` is what follows ``/api/v1/admin``. */
export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${ROOT}${path}?${text}` : `${ROOT}${path}`;
}

async function reached(url: string, options: RequestInit): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    return await fetch(url, { ...options, signal: stop.signal, credentials: "same-origin" });
  } catch {
    throw new Failure(AWAY);
  } finally {
    clearTimeout(timer);
  }
}

/** What was read, and the mark that a change of it sends back, so that nobody overwrites another's change unseen. */
export interface Tagged<T> {
  content: T;
  etag: string;
}

async function call<T>(method: string, path: string, query?: Query, body?: unknown, etag = ""): Promise<T> {
  return (await tagged<T>(method, path, query, body, etag)).content;
}

async function tagged<T>(method: string, path: string, query?: Query, body?: unknown, etag = ""): Promise<Tagged<T>> {
  const headers: Record<string, string> = etag ? { "If-Match": etag } : {};
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  let sent: BodyInit | undefined;
  if (body instanceof Blob) {
    headers["Content-Type"] = "application/octet-stream";
    sent = body;
  } else if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    sent = JSON.stringify(body);
  }
  const response = await reached(address(path, query), { method, headers, body: sent });
  const mark = response.headers.get("ETag") ?? "";
  if (response.status === 204) return { content: undefined as T, etag: mark };
  let content: unknown;
  try {
    content = await response.json();
  } catch {
    throw new Failure(AWAY, response.status);
  }
  if (response.ok) return { content: content as T, etag: mark };
  const problem = content as Record<string, unknown>;
  if (response.status === 401 && path !== "/session") onSignedOut();
  throw new Failure(String(problem.detail || AWAY), response.status, problem);
}

export const get = <T>(path: string, query?: Query): Promise<T> => call("GET", path, query);
export const getTagged = <T>(path: string, query?: Query): Promise<Tagged<T>> => tagged("GET", path, query);
export const post = <T>(path: string, body?: unknown): Promise<T> => call("POST", path, undefined, body);
/** ``body`` may be a file; ``etag`` is what ``getTagged`` gave. */
export const put = <T>(path: string, body: unknown, etag = ""): Promise<T> => call("PUT", path, undefined, body, etag);
export const patch = <T>(path: string, body: unknown, etag = ""): Promise<T> => call("PATCH", path, undefined, body, etag);
export const remove = <T = void>(path: string, etag = ""): Promise<T> => call("DELETE", path, undefined, undefined, etag);
/** One part of a path, escaped. */
export const part = encodeURIComponent;
