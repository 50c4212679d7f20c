// Long work of the service, watched while its page is open. Leaving the page stops nothing.

import { onBeforeUnmount, ref } from "vue";

import { get, part, post, type Schemas } from "./api";
import { tellFailure } from "./telling";

export type Job = Schemas["JobView"];

const EVERY_MS = 1_000;

export function useJob(ended: (job: Job) => void) {
  const job = ref<Job>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function look(id: string): Promise<void> {
    try {
      job.value = await get<Job>(`/jobs/${part(id)}`);
    } catch (failure) {
      tellFailure(failure);
    }
    if (job.value?.state === "running") timer = setTimeout(() => void look(id), EVERY_MS);
    else if (job.value) ended(job.value);
  }

  /** Starts work by POST and watches it; a refusal is told. */
  async function start(path: string, body: unknown = {}): Promise<void> {
    try {
      job.value = await post<Job>(path, body);
    } catch (failure) {
      tellFailure(failure);
      return;
    }
    timer = setTimeout(() => void look(job.value!.id), EVERY_MS);
  }

  /** Takes up what runs already. */
  async function resume(kinds: string[]): Promise<void> {
    const running = (await get<Job[]>("/jobs")).find((one) => one.state === "running" && kinds.includes(one.kind));
    if (running) await look(running.id);
  }

  onBeforeUnmount(() => clearTimeout(timer));
  return { job, start, resume };
}
