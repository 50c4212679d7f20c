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

async function call<T>(method: string, path: string, query?: Query, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
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
  if (response.status === 204) return undefined as T;
  let content: unknown;
  try {
    content = await response.json();
  } catch {
    throw new Failure(AWAY, response.status);
  }
  if (response.ok) return content as T;
  const problem = content as Record<string, unknown>;
  if (response.status === 401 && path !== "/session") onSignedOut();
  throw new Failure(String(problem.detail || AWAY), response.status, problem);
}

export const get = <T>(path: string, query?: Query): Promise<T> => call("GET", path, query);
export const post = <T>(path: string, body?: unknown): Promise<T> => call("POST", path, undefined, body);
/** ``body`` may be a file. */
export const put = <T>(path: string, body: unknown): Promise<T> => call("PUT", path, undefined, body);
export const patch = <T>(path: string, body: unknown): Promise<T> => call("PATCH", path, undefined, body);
export const remove = <T = void>(path: string): Promise<T> => call("DELETE", path);
/** One part of a path, escaped. */
export const part = encodeURIComponent;
