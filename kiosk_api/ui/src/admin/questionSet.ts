// The test questions, a page at a time, with the mark that a change sends back.

import { onMounted, reactive, ref, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";

import { getTagged, part, post, put, remove, type Schemas } from "./api";
import type { Page } from "./paged";
import { tellFailure, tried } from "./telling";

export type Question = Schemas["TestQuestion"];
export type Entered = Schemas["QuestionEntered"];
export const SIZE = 20;

/** What the form leaves out would be lost: lists, two questions in one, other doors stay with the file. */
export function isPlain(question: Question): boolean {
  return question.count === null && !Object.keys(question.filter ?? {}).length && !question.expected_all.length && !question.redirect;
}

export function entered(question?: Question): Entered {
  return {
    question: question?.question ?? "",
    expected: [...(question?.expected ?? [])],
    aspects: [...(question?.aspects ?? [])],
    status: question?.status ?? "answered",
    context: [...(question?.context ?? [])],
    says: [...(question?.says ?? [])],
    never: [...(question?.never ?? [])],
    tags: [...(question?.tags ?? [])],
  };
}

export function useQuestions() {
  const route = useRoute();
  const router = useRouter();
  const given = (name: string): string => (typeof route.query[name] === "string" ? route.query[name] : "");
  /** A row that another page points to lies on this page, as long as nothing is sought. */
  const sought = Number(given("row")) || 0;
  const chosen = reactive({ q: given("q"), page: Number(given("page")) || Math.max(1, Math.ceil(sought / SIZE)) });
  const rows = shallowRef<Question[]>([]);
  const total = ref(0);
  const loading = ref(true);
  let etag = "";

  async function load(): Promise<void> {
    loading.value = true;
    try {
      const found = await getTagged<Page<Question>>("/questions", { q: chosen.q, page: chosen.page, page_size: SIZE });
      etag = found.etag;
      rows.value = found.content.items;
      total.value = found.content.total;
    } catch (failure) {
      tellFailure(failure);
    }
    loading.value = false;
  }

  async function show(): Promise<void> {
    await router.replace({ query: { ...(chosen.q && { q: chosen.q }), ...(chosen.page > 1 && { page: chosen.page }) } });
    await load();
  }
  let waiting: ReturnType<typeof setTimeout> | undefined;
  watch(() => chosen.page, show);
  watch(() => chosen.q, () => {
    clearTimeout(waiting);
    // While somebody types.
    waiting = setTimeout(() => {
      if (chosen.page === 1) void show();
      else chosen.page = 1;
    }, 250);
  });
  onMounted(load);

  async function kept(act: () => Promise<unknown>, done: string): Promise<boolean> {
    const well = await tried(act, done);
    await load();
    return well;
  }
  const change = (row: number, question: Entered): Promise<boolean> => kept(() => put(`/questions/${part(row)}`, question, etag), "已经保存。");
  const drop = (row: number): Promise<boolean> => kept(() => remove(`/questions/${part(row)}`, etag), "已经删除。");
  const add = (questions: Entered[]): Promise<boolean> => kept(() => post("/questions", { questions }), `加进了 ${questions.length} 句。`);
  return { chosen, rows, total, loading, sought, load, change, drop, add };
}
