// One question before what cannot be taken back, or is seen at once.

import { ElMessageBox, type MessageBoxInputData } from "element-plus";

export async function confirmed(title: string, what: string, act: string): Promise<boolean> {
  try {
    await ElMessageBox.confirm(what, title, { confirmButtonText: act, cancelButtonText: "不了", type: "warning" });
    return true;
  } catch {
    return false;
  }
}

/** Asks for a reason; undefined when the person thinks better of it. */
export async function reasonFor(title: string, what: string, act: string): Promise<string | undefined> {
  try {
    const said: MessageBoxInputData = await ElMessageBox.prompt(what, title, {
      confirmButtonText: act,
      cancelButtonText: "不了",
      inputPlaceholder: "为什么",
      inputPattern: /\S/,
      inputErrorMessage: "请写一句理由",
    });
    return said.value.trim();
  } catch {
    return undefined;
  }
}
