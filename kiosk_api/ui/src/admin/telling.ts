// What the console says after something was done, or was not.

import { ElMessage } from "element-plus";

import { Failure } from "./api";

export function tellDone(sentence: string): void {
  ElMessage({ message: sentence, type: "success", duration: 4_000, grouping: true });
}

export function tellFailure(failure: unknown): void {
  const sentence = failure instanceof Failure ? failure.message : "出了点问题，请刷新页面再试。";
  ElMessage({ message: sentence, type: "error", duration: 8_000, showClose: true, grouping: true });
}

/** Runs ``act``; a failure is told and gives false. */
export async function tried(act: () => Promise<unknown>, done = ""): Promise<boolean> {
  try {
    await act();
  } catch (failure) {
    tellFailure(failure);
    return false;
  }
  if (done) tellDone(done);
  return true;
}
