// A table that the server pages: filters in the address (so that "back" works), one page of rows at a time.

import { reactive, ref, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";

import { get, type Query } from "./api";
import { tellFailure } from "./telling";

export interface Page<Row> {
  items: Row[];
  total: number;
}

/** ``filters`` are the address' query names with what they are when nothing is chosen. */
export function usePaged<Row>(path: () => string, filters: Record<string, string> = {}, size = 20) {
  const route = useRoute();
  const router = useRouter();
  const given = (name: string): string | undefined => (typeof route.query[name] === "string" ? route.query[name] : undefined);
  const chosen = reactive(Object.fromEntries(Object.entries(filters).map(([name, none]) => [name, given(name) ?? none])));
  const page = ref(Math.max(1, Number(given("page")) || 1));
  const rows = shallowRef<Row[]>([]);
  const total = ref(0);
  const loading = ref(true);
  let latest = 0;

  async function load(): Promise<void> {
    const mine = ++latest;
    loading.value = true;
    try {
      const query: Query = { ...chosen, page: page.value, page_size: size };
      const found = await get<Page<Row>>(path(), query);
      if (mine !== latest) return;
      rows.value = found.items;
      total.value = found.total;
    } catch (failure) {
      if (mine === latest) tellFailure(failure);
    } finally {
      if (mine === latest) loading.value = false;
    }
  }

  function show(): void {
    const kept = Object.fromEntries(Object.entries(chosen).filter(([name, value]) => value && value !== filters[name]));
    void router.replace({ query: page.value > 1 ? { ...kept, page: page.value } : kept });
    void load();
  }

  let waiting: ReturnType<typeof setTimeout> | undefined;
  watch(chosen, () => {
    clearTimeout(waiting);
    // While somebody types.
    waiting = setTimeout(() => {
      page.value = 1;
      show();
    }, 250);
  });
  watch(page, show);
  void load();
  return { chosen, page, rows, total, loading, size, reload: load };
}
