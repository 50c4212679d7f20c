// A shared screen keeps its way in memory: the browser has no history to go back to.

import { createMemoryHistory, createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";

import Ask from "./pages/Ask.vue";
import Home from "./pages/Home.vue";
import { clearStorages } from "./state/lockdown";
import { isShared, terminal } from "./state/terminal";

const routes: RouteRecordRaw[] = [
  { path: "/", component: Home, name: "home" },
  { path: "/ask", component: Ask, name: "ask" },
  { path: "/help", component: () => import("./pages/Help.vue"), name: "help" },
  { path: "/browse", component: () => import("./pages/Domains.vue"), name: "domains" },
  { path: "/browse/:domain", component: () => import("./pages/Topics.vue"), name: "topics" },
  { path: "/browse/:domain/:topic", component: () => import("./pages/Items.vue"), name: "items" },
  { path: "/policies", component: () => import("./pages/Policies.vue"), name: "policies" },
  { path: "/guides", component: () => import("./pages/Guides.vue"), name: "guides" },
  { path: "/faq", component: () => import("./pages/FaqList.vue"), name: "faq" },
  { path: "/places", component: () => import("./pages/Places.vue"), name: "places" },
  { path: "/records/:id", component: () => import("./pages/Record.vue"), name: "record" },
  { path: "/m/:id", component: () => import("./pages/Record.vue"), name: "link" },
  { path: "/signage", component: () => import("./pages/Signage.vue"), name: "signage" },
  { path: "/:other(.*)", redirect: "/" },
];

const isLink = terminal.surface !== "terminal" && location.pathname !== "/";

export const router = createRouter({ history: isLink ? createWebHistory() : createMemoryHistory(), routes });

// The router notes scroll positions in the session's storage at every step.
if (isShared) router.afterEach(clearStorages);

/** Fetches the pages that are loaded when needed: they must open also when the service is away. */
export async function fetchPages(): Promise<void> {
  for (const { component } of routes) if (typeof component === "function") await (component as () => Promise<unknown>)();
  await import("./input/InputPads.vue");
}
