// The conversation of the citizen in front of the screen. In memory only; `end` leaves nothing behind.

import { reactive } from "vue";

import { type Answer, Failure, get, part, post, remove } from "../api/client";
import { resetDisplay } from "./display";
import { district, serviceAway } from "./district";
import { isShared, terminal } from "./terminal";

export interface Turn {
  /** Counts up; the turn's place on the page. */
  id: number;
  asked: string;
  answer: Answer | null;
  error: string;
}

type Message = { text: string } | { option: string };

export const session = reactive({
  /** Changes with each citizen; whatever is drawn for one is thrown away with it. */
  number: 0,
  turns: [] as Turn[],
  busy: false,
  /** What is being typed; kept when a question could not be asked. */
  draft: "",
  /** The screen's own keys are out. */
  typing: false,
  /** Said once on home, when wiping could not be confirmed. */
  left: "",
});

let conversation: string | null = null;
let counted = 0;

async function open(mine: number): Promise<string> {
  const opening = { channel: isShared ? "kiosk" : "page", ...(terminal.id ? { terminal_id: terminal.id } : {}) };
  const opened = await post<{ conversation_id: string }>("/api/v1/conversations", opening);
  if (mine !== session.number) {
    // Opened for somebody who has left meanwhile: it must not be left to the next.
    await remove(`/api/v1/conversations/${part(opened.conversation_id)}`);
    throw new Failure("");
  }
  conversation = opened.conversation_id;
  return conversation;
}

async function deliver(message: Message, mine: number): Promise<Answer> {
  const send = (id: string): Promise<Answer> => post(`/api/v1/conversations/${part(id)}/messages`, message);
  try {
    return await send(conversation ?? (await open(mine)));
  } catch (error) {
    // An idle conversation is gone; a typed question stands on its own, so it is asked again in a new one.
    const gone = error instanceof Failure && error.status === 404 && "text" in message && mine === session.number;
    if (!gone) throw error;
    return send(await open(mine));
  }
}

async function turn(message: Message, shown: string): Promise<void> {
  if (session.busy) return;
  const mine = session.number;
  session.busy = true;
  session.turns.push({ id: (counted += 1), asked: shown, answer: null, error: "" });
  const added = session.turns[session.turns.length - 1] as Turn;
  try {
    const answer = await deliver(message, mine);
    if (mine === session.number) added.answer = answer;
  } catch (error) {
    if (mine !== session.number) return;
    const failure = error as Failure;
    const kept = failure.status === 0 || failure.status >= 500 ? district.kept.get(shown) : undefined;
    if (failure.status === 0) serviceAway();
    if (kept) added.answer = kept;
    else added.error = failure.message;
    if (!kept && "text" in message && !session.draft) session.draft = message.text;
  } finally {
    if (mine === session.number) session.busy = false;
  }
}

export const ask = (text: string): Promise<void> => turn({ text }, text);
export const choose = (id: string, label: string): Promise<void> => turn({ option: id }, label);
export const rate = (answer: string, useful: boolean): Promise<void> =>
  post(`/api/v1/answers/${part(answer)}/feedback`, { useful });
export const suggestions = async (typed: string): Promise<string[]> =>
  (await get<{ suggestions: string[] }>("/api/v1/suggest", { q: typed.slice(0, 100), limit: 6 })).suggestions;

/** Wipes everything of this citizen, here at once and on the server. */
export async function end(): Promise<void> {
  const ended = conversation;
  conversation = null;
  Object.assign(session, { number: session.number + 1, turns: [], busy: false, draft: "", typing: false, left: "" });
  resetDisplay();
  if (ended === null) return;
  try {
    await remove(`/api/v1/conversations/${part(ended)}`);
  } catch (error) {
    // Already gone is as good as wiped.
    if ((error as Failure).status === 404) return;
    session.left = "没能马上清除刚才的问答，闲置后会自动清除。";
  }
}
