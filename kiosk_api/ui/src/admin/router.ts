import { createRouter, createWebHistory } from "vue-router";

import { whenSignedOut } from "./api";
import { PLACES } from "./places";
import { forget, may, resume, session } from "./session";

const pages = PLACES.map(({ path, name, title, role, page }) => ({ path, name, component: page, meta: { title, role } }));

export const router = createRouter({
  history: createWebHistory("/admin"),
  routes: [
    { path: "/sign-in", name: "sign-in", component: () => import("./pages/SignIn.vue"), meta: { title: "登录" } },
    ...pages,
    { path: "/:other(.*)", redirect: "/" },
  ],
});

router.beforeEach(async (to) => {
  await resume();
  if (to.name === "sign-in") return session.who ? "/" : true;
  if (!session.who) return { name: "sign-in", query: to.fullPath === "/" ? {} : { then: to.fullPath } };
  return !to.meta.role || may(to.meta.role) ? true : "/";
});

router.afterEach((to) => {
  document.title = `${to.meta.title} · 政务公开工作台`;
});

whenSignedOut(() => {
  const then = router.currentRoute.value.fullPath;
  forget();
  void router.push({ name: "sign-in", query: then === "/" ? {} : { then } });
});
