// The screen's configuration, inherited on the server; the defaults hold until it is reached.

import { reactive } from "vue";

import { get, part } from "../api/client";
import { terminal } from "./terminal";

export interface Config {
  version: string;
  name: string;
  hall: string;
  hotline: string;
  desk: string;
  hours: string;
  notice: string;
  message: string;
  maintenance: boolean;
  idle_seconds: number;
  orientation: string;
  skin: string;
  domains: string[];
  features: { print: boolean; voice: boolean; pinyin: boolean; handwriting: boolean; listen: boolean };
  signage: { seconds: number };
}

export const config = reactive<Config>({
  version: "",
  name: "",
  hall: "",
  hotline: "12345",
  desk: "",
  hours: "",
  notice: "",
  message: "",
  maintenance: false,
  idle_seconds: 120,
  orientation: "auto",
  skin: "blue",
  domains: [],
  features: { print: false, voice: false, pinyin: true, handwriting: true, listen: false },
  signage: { seconds: 12 },
});

/** Raises Failure; what was known before stays. */
export async function loadConfig(): Promise<void> {
  const path = terminal.id ? `/api/v1/terminals/${part(terminal.id)}/config` : "/api/v1/config";
  const { features, signage, ...plain } = await get<Config>(path);
  Object.assign(config, plain);
  Object.assign(config.features, features);
  Object.assign(config.signage, signage);
  document.documentElement.dataset.skin = config.skin;
}
