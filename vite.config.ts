/**
 * The one Vite configuration: the editor's build and every vitest project.
 * Packages are read from their sources here, so that tests and the dev server need no build first.
 */
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const conditions = ["weft-source", "module", "browser", "development|production"];
const sourceConditions = ["weft-source", "node", "import", "module", "development|production"];

const projectNames = ["base", "codec", "rga", "richtext", "protocol", "sync", "tiptap", "react"];

const project = (name: string, folder: string) => ({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions, externalConditions: sourceConditions } },
  test: {
    name,
    root: folder,
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    environment: "node" as const,
    testTimeout: 60_000,
    passWithNoTests: false,
  },
});

export default defineConfig({
  root: "apps/editor",
  plugins: [react(), tailwindcss()],
  resolve: { conditions },
  build: { outDir: "dist", emptyOutDir: true },
  test: {
    root: ".",
    projects: [
      ...projectNames.map((name) => project(name, `packages/${name}`)),
      project("server", "server"),
      { test: { name: "tidy", root: "scripts", include: ["tidy.test.ts"], environment: "node" } },
    ],
  },
});
