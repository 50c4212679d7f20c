import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

// Terminals run Chromium of 2020 and later; what newer ones understand is compiled down.
const OLDEST = "chrome87";

export default defineConfig({
  plugins: [vue()],
  // Shown by the terminals' heartbeat: which build a screen runs.
  define: { __BUILD__: JSON.stringify(new Date().toISOString().slice(0, 16)) },
  build: {
    target: OLDEST,
    cssTarget: OLDEST,
    // Fonts stay files: the service allows no data: fonts.
    assetsInlineLimit: 0,
    // The browser loads what a page imports; a helper script for it would be inline, which the service forbids.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
