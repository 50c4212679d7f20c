// The time of day in the hall.

import { onUnmounted, reactive } from "vue";

const WEEK = "日一二三四五六";

function now(): { time: string; day: string } {
  const date = new Date();
  const two = (value: number): string => String(value).padStart(2, "0");
  return {
    time: `${two(date.getHours())}:${two(date.getMinutes())}`,
    day: `${date.getFullYear()}年${date.getMonth() + 1}月${date.getDate()}日 星期${WEEK[date.getDay()]}`,
  };
}

export function useClock(): { time: string; day: string } {
  const clock = reactive(now());
  const timer = setInterval(() => Object.assign(clock, now()), 5_000);
  onUnmounted(() => clearInterval(timer));
  return clock;
}
