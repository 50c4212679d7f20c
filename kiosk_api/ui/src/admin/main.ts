import "@fontsource-variable/noto-sans-sc/index.css";
import "element-plus/dist/index.css";
import "./console.css";

import { ElLoading } from "element-plus";
import { createApp } from "vue";

import Console from "./Console.vue";
import { router } from "./router";

createApp(Console).use(router).use(ElLoading).mount("#console");
