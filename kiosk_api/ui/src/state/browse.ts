// Loading what a page shows: what is there, what went wrong, and how to try again.

import { onMounted, reactive, watch } from "vue";

import { Failure } from "../api/client";
import { serviceAway } from "./district";

const SAY_WAITING_MS = 1_000;

export interface Loaded<T> {
  value: T | null;
  error: string;
  /** HTTP status of the failure. */
  status: number;
  /** Waiting long enough to be said. */
  waiting: boolean;
  again: () => Promise<void>;
}

/** Loads when the page opens and whenever `watched` changes; an answer that was overtaken is dropped. */
export function useLoaded<T>(load: () => Promise<T>, watched?: () => unknown): Loaded<T> {
  let latest = 0;
  const state = reactive({ value: null, error: "", status: 0, waiting: false, again }) as Loaded<T>;

  async function again(): Promise<void> {
    const mine = (latest += 1);
    state.error = "";
    const slow = setTimeout(() => (state.waiting = mine === latest), SAY_WAITING_MS);
    try {
      const value = await load();
      if (mine === latest) state.value = value;
    } catch (error) {
      if (mine !== latest) return;
      const failure = error as Failure;
      if (failure.status === 0) serviceAway();
      Object.assign(state, { error: failure.message, status: failure.status });
    } finally {
      clearTimeout(slow);
      if (mine === latest) state.waiting = false;
    }
  }

  onMounted(again);
  if (watched) watch(watched, again);
  return state;
}

export interface Paged<T> {
  items: T[];
  total: number;
  page: number;
  page_size: number;
}

export const pagesOf = ({ total, page_size }: Paged<unknown>): number => Math.ceil(total / page_size);
