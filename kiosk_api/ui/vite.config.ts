import { fileURLToPath } from "node:url";

import vue from "@vitejs/plugin-vue";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// Terminals run Chromium of 2020 and later; what newer ones understand is compiled down.
const OLDEST = "chrome87";

/** In development the console's addresses lead to its page, as the service does it. */
const consoleAddresses: Plugin = {
  name: "console-addresses",
  configureServer(server) {
    server.middlewares.use((request, _, next) => {
      if (/^\/admin(\/|\?|$)/.test(request.url ?? "")) request.url = "/admin.html";
      next();
    });
  },
};

export default defineConfig({
  plugins: [vue(), consoleAddresses],
  // Shown by the terminals' heartbeat: which build a screen runs.
  define: { __BUILD__: JSON.stringify(new Date().toISOString().slice(0, 16)) },
  build: {
    target: OLDEST,
    cssTarget: OLDEST,
    rolldownOptions: {
      input: ["index.html", "admin.html"].map((page) => fileURLToPath(new URL(page, import.meta.url))),
    },
    // Fonts stay files: the service allows no data: fonts.
    assetsInlineLimit: 0,
    // The browser loads what a page imports; a helper script for it would be inline, which the service forbids.
    modulePreload: { polyfill: false },
    // Element Plus is the console's alone.
    chunkSizeWarningLimit: 1_200,
  },
  // The Host stays the page's own: the service refuses changes that come from another site.
  server: { proxy: { "/api": { target: process.env.GONGKAI_API ?? "http://127.0.0.1:8000", changeOrigin: false } } },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
