// Nobody there for a while: ask first, then wipe. Inactivity counts, not the time since the start.

import { reactive } from "vue";

import { config } from "./config";

export const COUNTDOWN_SECONDS = 30;
const SIGNS = ["pointerdown", "keydown", "wheel", "touchmove", "input"] as const;

/** `left` is the seconds of the countdown, 0 while somebody is there. */
export const idle = reactive({ left: 0, since: Date.now() });

let timer: ReturnType<typeof setTimeout> | undefined;
let onWarning = (): void => {};
let onGone = (): void => {};
let isWatched = (): boolean => false;

function countDown(left: number): void {
  idle.left = left;
  if (left === 0) {
    onGone();
    return;
  }
  timer = setTimeout(() => countDown(left - 1), 1_000);
}

function warn(): void {
  if (!isWatched()) return;
  onWarning();
  countDown(COUNTDOWN_SECONDS);
}

/** Somebody is there. */
export function stay(): void {
  clearTimeout(timer);
  idle.left = 0;
  idle.since = Date.now();
  timer = setTimeout(warn, config.idle_seconds * 1_000);
}

/** `watched` says whether there is anything to wipe; `warning` is called when the countdown starts, `gone` at its end. */
export function watchIdle(watched: () => boolean, warning: () => void, gone: () => void): void {
  [isWatched, onWarning, onGone] = [watched, warning, gone];
  for (const sign of SIGNS) document.addEventListener(sign, () => idle.left === 0 && stay(), { passive: true });
  stay();
}
