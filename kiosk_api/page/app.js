// One conversation on one page. Nothing is kept in the browser: no cookies, no storage.

import * as api from "./api.js";
import { button, card, failure, question } from "./card.js";

const IDLE_MS = 5 * 60 * 1000;
const WARNING_MS = 30 * 1000;
const find = (id) => document.getElementById(id);
const [talk, welcome, pending, form, input, send, end, hot, main, still] = [
  "talk", "welcome", "pending", "ask", "question", "send", "end", "hot", "main", "still",
].map(find);

let conversation = null;
let busy = false;
let session = 0;
let idle = 0;

function setBusy(value) {
  busy = value;
  pending.hidden = !value;
  send.disabled = value;
  for (const one of document.querySelectorAll(".welcome .chip, .is-open button")) one.disabled = value;
}

function closeOlderChoices() {
  for (const choices of talk.querySelectorAll(".is-open")) {
    // An old list stays readable; old follow-ups would now mean something else.
    if (choices.matches(".options")) choices.classList.remove("is-open");
    else choices.remove();
  }
}

/** Opens a conversation for the session `mine`; one that ended meanwhile must not leave it to the next citizen. */
async function begin(mine) {
  const opened = await api.open();
  if (mine !== session) {
    await api.wipe(opened);
    throw new api.Failure("");
  }
  conversation = opened;
}

async function deliver(message, mine) {
  if (conversation === null) await begin(mine);
  try {
    return await api.send(conversation, message);
  } catch (error) {
    // An idle conversation is gone; a typed question stands on its own, so it is asked again in a new one.
    if (error.status !== 404 || message.text === undefined || mine !== session) throw error;
    await begin(mine);
    return api.send(conversation, message);
  }
}

async function ask(message, shown) {
  if (busy) return;
  const mine = session;
  const asked = question(shown);
  welcome.hidden = true;
  end.hidden = false;
  talk.append(asked);
  setBusy(true);
  asked.scrollIntoView({ block: "start" });
  let reply;
  try {
    const answer = await deliver(message, mine);
    if (mine !== session) return;
    closeOlderChoices();
    reply = card(answer, { option: choose, followUp: askText, feedback: rate });
  } catch (error) {
    if (mine !== session) return;
    reply = failure(error.message);
    if (message.text !== undefined && !input.value) input.value = message.text;
  } finally {
    if (mine === session) setBusy(false);
  }
  talk.append(reply);
  asked.scrollIntoView({ block: "start" });
}

const askText = (text) => ask({ text }, text);
const choose = (id, label) => ask({ option: id }, label);

async function rate(answer, useful) {
  try {
    await api.feedback(answer, useful);
    return "谢谢您的评价。";
  } catch (error) {
    return error.message;
  }
}

async function finish() {
  const ended = conversation;
  conversation = null;
  session += 1;
  talk.replaceChildren();
  input.value = "";
  setBusy(false);
  welcome.hidden = false;
  end.hidden = true;
  still.hidden = true;
  main.scrollTop = 0;
  if (ended === null) return;
  try {
    await api.wipe(ended);
  } catch (error) {
    // Already gone is as good as wiped.
    if (error.status !== 404) talk.replaceChildren(failure(`没能马上清除刚才的问答，闲置后会自动清除。${error.message}`));
  }
}

function warnIdle() {
  if (end.hidden) {
    finish();
    return;
  }
  still.hidden = false;
  idle = setTimeout(finish, WARNING_MS);
}

function watchIdle() {
  clearTimeout(idle);
  still.hidden = true;
  idle = setTimeout(warnIdle, IDLE_MS - WARNING_MS);
}

async function greet() {
  try {
    const [district, questions] = await Promise.all([api.district(), api.hotQuestions()]);
    find("district").textContent = district.name;
    find("notice").textContent = district.notice;
    find("notice").hidden = !district.notice;
    hot.replaceChildren(...questions.map((text) => button("chip", text, () => askText(text))));
  } catch {
    // The service may still be starting; asking works as soon as it is there.
    setTimeout(greet, 3000);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (busy || !text) {
    input.focus();
    return;
  }
  input.value = "";
  askText(text);
});
end.addEventListener("click", finish);
for (const sign of ["pointerdown", "keydown", "wheel", "touchmove"]) {
  document.addEventListener(sign, watchIdle, { passive: true });
}
window.addEventListener("pagehide", finish);
watchIdle();
greet();
