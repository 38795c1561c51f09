/**
 * The one Vite configuration: the editor's build and every vitest project.
 * Packages are read from their sources here, so that tests and the dev server need no build first.
 */
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

const conditions = ["weft-source", "module", "browser", "development|production"];
const sourceConditions = ["weft-source", "node", "import", "module", "development|production"];

const projectNames = [
  "base",
  "codec",
  "rga",
  "richtext",
  "conflicts",
  "protocol",
  "sync",
  "tiptap",
  "react",
  "interchange",
  "interchange-yjs",
  "lab",
];

/** Packages whose tests share nothing that one of them could change: their files run in one process, modules loaded once. */
const sharedProcess = new Set([
  "base",
  "codec",
  "rga",
  "richtext",
  "conflicts",
  "protocol",
  "interchange",
  "interchange-yjs",
  "lab",
]);

const project = (name: string, folder: string) => ({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions, externalConditions: sourceConditions } },
  test: {
    name,
    root: folder,
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    environment: "node" as const,
    testTimeout: 60_000,
    // Hooks build the server and start its processes: on a busy machine that takes more than the ten seconds it is given.
    hookTimeout: 60_000,
    passWithNoTests: false,
    isolate: !sharedProcess.has(name),
  },
});

/**
 * The service worker: the app itself opens without a network. A new version waits until every window of the old
 * one is closed, so that nobody's page is swapped while they write.
 */
const offlineApp = VitePWA({
  registerType: "prompt",
  injectRegister: null,
  manifest: {
    name: "Weft",
    short_name: "Weft",
    description: "Write together. Nothing you type is lost.",
    background_color: "#faf8f4",
    theme_color: "#faf8f4",
    display: "standalone",
    icons: [{ src: "/icon.svg", sizes: "any", type: "image/svg+xml" }],
  },
  workbox: {
    globPatterns: ["**/*.{html,js,css,svg}", "**/*-latin-wght-*.woff2"],
    // The lab, Yjs and what comes with them are for who goes there; nobody else's browser fetches them.
    globIgnores: [
      "**/{lab,bench,scene,heap,json-joy,list-positions}-*",
      "**/results-*",
      "**/*yjs*",
      "**/y-tiptap-*",
    ],
    navigateFallback: "/index.html",
    navigateFallbackDenylist: [/^\/(api|sync|yjs|healthz|metrics)(\/|$)/],
    runtimeCaching: [
      {
        urlPattern: ({ request }) => request.destination === "font",
        handler: "CacheFirst",
        options: { cacheName: "fonts" },
      },
      {
        // A Yjs page keeps its own code, `apps/editor/src/yjs/keep-page.ts`.
        urlPattern: /\/assets\/[^/]*(yjs|y-tiptap-)[^/]*$/,
        handler: "CacheFirst",
        options: { cacheName: "yjs-page" },
      },
    ],
  },
});

const relay = "http://localhost:4400";

export default defineConfig({
  root: "apps/editor",
  plugins: [react(), tailwindcss(), offlineApp],
  resolve: { conditions },
  // Modules, so that a worker can fetch a part of itself when it is needed.
  worker: { format: "es" },
  // Two chunks of about half a megabyte: what draws the list, and the editor.
  build: { outDir: "dist", emptyOutDir: true, chunkSizeWarningLimit: 640 },
  server: {
    proxy: { "/api": relay, "/sync": { target: relay, ws: true }, "/yjs": { target: relay, ws: true } },
  },
  test: {
    root: ".",
    // Vitest leaves one processor free: on two, as a machine of the continuous integration has, half of the time passed idle.
    maxWorkers: 2,
    projects: [
      ...projectNames.map((name) => project(name, `packages/${name}`)),
      project("server", "server"),
      project("editor", "apps/editor"),
      { test: { name: "tidy", root: "scripts", include: ["tidy.test.ts"], environment: "node" } },
    ],
  },
});
