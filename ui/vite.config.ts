import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [svelte()],
  base: "./",
  clearScreen: false,
  resolve: {
    alias: { $lib: at("./src/lib"), $features: at("./src/features") },
    // Tests mount components, so they need Svelte's browser build.
    ...(process.env.VITEST ? { conditions: ["browser"] } : {}),
  },
  // The window's engine is WebKitGTK 2.44 or newer, which understands light-dark() and everything below.
  build: { target: "safari17.5", chunkSizeWarningLimit: 900 },
  server: { port: 5173, strictPort: true, fs: { allow: [at("..")] } },
  test: {
    environment: "jsdom",
    setupFiles: ["./tests/setup.ts"],
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
