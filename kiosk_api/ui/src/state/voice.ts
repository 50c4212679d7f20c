// Reading aloud: a Mandarin voice of this machine when it has one, else the service's.

import { reactive } from "vue";

import { part } from "../api/client";
import { config } from "./config";

export const voice = reactive({ speaking: false, muted: false });

let playing: HTMLAudioElement | null = null;

/** espeak's own voices in the browser sound no better than the service's, and are thousands. */
function localVoice(): SpeechSynthesisVoice | undefined {
  const voices = typeof speechSynthesis === "undefined" ? [] : speechSynthesis.getVoices();
  return voices.find((one) => one.localService && /^(zh-CN|zh_CN|cmn)/.test(one.lang) && !/espeak/i.test(one.name));
}

export const hasVoice = (): boolean => config.features.voice || localVoice() !== undefined;

export function hush(): void {
  if (typeof speechSynthesis !== "undefined") speechSynthesis.cancel();
  playing?.pause();
  playing = null;
  voice.speaking = false;
}

function play(address: string): void {
  const audio = new Audio(address);
  playing = audio;
  const done = (): void => {
    if (playing === audio) voice.speaking = false;
  };
  audio.onended = done;
  audio.onerror = done;
  voice.speaking = true;
  audio.play().catch(done);
}

function speakHere(text: string, own: SpeechSynthesisVoice): void {
  const words = new SpeechSynthesisUtterance(text);
  words.voice = own;
  words.lang = "zh-CN";
  words.rate = 0.9;
  words.onend = () => (voice.speaking = false);
  voice.speaking = true;
  speechSynthesis.speak(words);
}

/** Reads what is on the page; `source` names it for the service: an answer, a record or a fixed prompt. */
export function speak(text: string, source: { answer?: string; record?: string; prompt?: string }): void {
  hush();
  if (voice.muted) return;
  const own = localVoice();
  if (own) {
    speakHere(text, own);
    return;
  }
  const [name, value] = Object.entries(source)[0] ?? [];
  if (config.features.voice && name && value) play(`/api/v1/speech?${name}=${part(value)}`);
}

/** Two soft tones, made here: the warning must be heard also where there is no voice. */
export function chime(): void {
  if (voice.muted) return;
  try {
    const context = new AudioContext();
    for (const [start, pitch] of [[0, 660], [0.35, 880]] as const) {
      const tone = context.createOscillator();
      const level = context.createGain();
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0.25, context.currentTime + start);
      level.gain.exponentialRampToValueAtTime(0.001, context.currentTime + start + 0.3);
      tone.connect(level).connect(context.destination);
      tone.start(context.currentTime + start);
      tone.stop(context.currentTime + start + 0.3);
    }
    setTimeout(() => void context.close(), 1_500);
  } catch {
    // No sound card; the picture says it too.
  }
}
