// Every half minute the terminal says that it is alive; the answer may ask for something.

import { Failure, part, post } from "../api/client";
import { config, loadConfig } from "./config";
import { terminal } from "./terminal";

const EVERY_MS = 30_000;

interface Reply {
  config_version: string;
  reload: boolean;
  message: string;
  maintenance: boolean;
}

const bootId = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const started = Date.now();
let lastError = "";

window.addEventListener("error", (event) => (lastError = event.message.slice(0, 200)));

function heapMegabytes(): number {
  const memory = (performance as Performance & { memory?: { usedJSHeapSize: number } }).memory;
  return memory ? Math.round(memory.usedJSHeapSize / 1_048_576) : 0;
}

/** Beats until the page ends; `state` says whether the terminal waits for somebody. A reload waits for that too. */
export function beat(state: () => { idle: boolean }): void {
  if (!terminal.id || !terminal.key) return;
  let reload = false;
  const send = async (): Promise<void> => {
    try {
      const reply = await post<Reply>(`/api/v1/terminals/${part(terminal.id)}/heartbeat`, {
        boot_id: bootId,
        build: __BUILD__,
        uptime_seconds: Math.round((Date.now() - started) / 1_000),
        ...state(),
        last_error: lastError,
        heap_mb: heapMegabytes(),
        printer: terminal.printer,
        orientation: innerHeight > innerWidth ? "portrait" : "landscape",
      });
      config.message = reply.message;
      config.maintenance = reply.maintenance;
      if (reply.config_version !== config.version) await loadConfig();
      reload = reload || reply.reload;
    } catch (error) {
      lastError = error instanceof Failure ? `heartbeat ${error.status}` : String(error);
    }
    if (reload && state().idle) location.reload();
  };
  void send();
  setInterval(send, EVERY_MS);
}
