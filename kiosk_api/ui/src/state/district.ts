// What home needs, kept in memory: it stays usable when the service is away.

import { reactive } from "vue";

import { type Answer, get, type Schemas } from "../api/client";
import { loadConfig } from "./config";

interface Hot {
  question: string;
  answer: Answer;
}

const RETRY_MS = 3_000;
const RENEW_MS = 10 * 60_000;

export const district = reactive({
  loaded: false,
  away: false,
  name: "",
  notice: "",
  hotline: "12345",
  desk: "",
  guide: "",
  hot: [] as string[],
  /** The hot questions' answers, for when nobody can be asked. */
  kept: new Map<string, Answer>(),
  domains: [] as { name: string; items: number }[],
});

async function load(): Promise<void> {
  const [own, hot, domains] = await Promise.all([
    get<Schemas["DistrictView"]>("/api/v1/district"),
    get<{ suggestions: string[] }>("/api/v1/suggest", { q: "" }),
    get<{ items: { name: string; items: number }[] }>("/api/v1/domains", { page_size: 100 }),
  ]);
  Object.assign(district, {
    name: own.name,
    notice: own.notice,
    hotline: own.hotline,
    desk: own.desk,
    guide: own.application_guide,
    hot: hot.suggestions,
    domains: domains.items,
    loaded: true,
    away: false,
  });
  // A terminal that was revoked, or answers that are not ready yet, must not make the screen unusable.
  await loadConfig().catch(() => undefined);
  const answered = await get<Hot[]>("/api/v1/hot").catch(() => []);
  for (const { question, answer } of answered) district.kept.set(question, answer);
}

/** Loads now, and again from time to time; while the service is away every few seconds. */
export async function keepDistrict(): Promise<void> {
  let wait = RENEW_MS;
  try {
    await load();
  } catch {
    district.away = !district.loaded || district.away;
    wait = RETRY_MS;
  }
  setTimeout(keepDistrict, wait);
}

/** Said by whoever could not reach the service; looks for it until it is back. */
export function serviceAway(): void {
  if (district.away) return;
  district.away = true;
  const look = async (): Promise<void> => {
    try {
      await load();
    } catch {
      if (district.away) setTimeout(look, RETRY_MS);
    }
  };
  setTimeout(look, RETRY_MS);
}
