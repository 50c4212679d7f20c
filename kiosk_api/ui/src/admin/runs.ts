// A whole coverage run as the service keeps it, and what the list says of it.

import { get, part, type Schemas } from "./api";
import type { Page } from "./paged";
import { moment } from "./when";
import { share } from "./words";

export type RunHead = Schemas["RunHead"];
export type Outcome = Schemas["Outcome"];
export type Figures = Schemas["kiosk_api__coverage__summary__Figures"];

export interface Group {
  name: string;
  figures: Figures;
}

/** The parts of the file that the console reads; it is written by the service's own report. */
export interface WholeRun {
  run: {
    id: string;
    created_at: string;
    mode: "assistant" | "direct";
    district: string;
    index_version: string;
    seconds: number;
    outcomes: Outcome[];
  };
  summary?: { overall: Figures; groups: Record<string, Group[]>; variants: Group[] };
}

export const readRun = (id: string): Promise<WholeRun> => get<WholeRun>(`/coverage/runs/${part(id)}`);
export const newestRuns = async (): Promise<RunHead[]> => (await get<Page<RunHead>>("/coverage/runs", { page_size: 100 })).items;

export function runName(run: RunHead): string {
  return `${moment(run.created_at)}，${run.questions} 句，答对 ${share(run.right)}`;
}
