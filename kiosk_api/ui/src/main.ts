import "@fontsource-variable/noto-sans-sc/index.css";
import "./styles/tokens.css";
import "./styles/base.css";

import { createApp } from "vue";

import App from "./App.vue";
import { router } from "./router";
import { lockDown } from "./state/lockdown";
import { isShared } from "./state/terminal";

if (isShared) lockDown();
createApp(App).use(router).mount("#app");
