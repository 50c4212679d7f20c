import "vue-router";

import type { Role } from "./session";

declare module "vue-router" {
  interface RouteMeta {
    title: string;
    role?: Role;
  }
}
