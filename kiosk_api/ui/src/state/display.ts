// How the page looks for the citizen in front of it; back to plain for the next one.

import { reactive, watch } from "vue";

export const TYPE_SIZES = ["standard", "large", "huge"] as const;
export type TypeSize = (typeof TYPE_SIZES)[number];

export const display = reactive({ type: "standard" as TypeSize, contrast: false, low: false });

watch(
  display,
  ({ type, contrast, low }) => {
    const root = document.documentElement.dataset;
    root.type = type;
    root.theme = contrast ? "contrast" : "plain";
    root.low = String(low);
  },
  { immediate: true },
);

export function resetDisplay(): void {
  Object.assign(display, { type: "standard", contrast: false, low: false });
}
