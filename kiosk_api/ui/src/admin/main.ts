import "@fontsource-variable/noto-sans-sc/index.css";
import "element-plus/dist/index.css";
import "./console.css";

import { createApp } from "vue";

import Console from "./Console.vue";
import { router } from "./router";

createApp(Console).use(router).mount("#console");
