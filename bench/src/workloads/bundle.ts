/** What a page has to load. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Bench, Outcome, Part, Workload } from "../workload.ts";

/** Minified code and WebAssembly, gzipped. */
export const bundleSize: Workload = {
  name: "bundle",
  title: "bundle, minified and gzipped",
  about:
    "esbuild, minified, for browsers; an entry, all that it imports, and the WebAssembly file. A peer's entry exports what a plain text needs. Weft's exports everything: that is what is judged and compared, and what `createText` and `loadText` need of it stands beside it. `gzipBytes` is code and WebAssembly together; Weft's deflate coder for browsers (fflate) is not in it but in `coderBytes`.",
  unit: "bytes",
  libraries: ["weft", "yjs", "ywasm", "loro", "automerge", "json-joy", "diamond-types", "list-positions"],
  after: null,
  processes: 1,
  budgetMs: 0,
  async measure({ library, folder }: Bench): Promise<Outcome> {
    const parts: Record<string, Part> = {};
    for (const [entry, source] of Object.entries(library.bundles)) {
      const { code, wasm } = await bundled(source, folder, [coder]);
      const withCoder = await bundled(source, folder, []);
      const values = {
        minifiedBytes: code.length + wasm.length,
        gzipBytes: zipped(code) + zipped(wasm),
        wasmGzipBytes: zipped(wasm),
        coderBytes: zipped(withCoder.code) - zipped(code),
      };
      parts[entry] = { ms: null, values };
    }
    // The first, not the smallest: one figure is told of each library.
    const [counted] = Object.values(parts);
    return { ms: null, values: counted?.values ?? {}, parts, checked: "builds without an unresolved import" };
  },
};

const coder = "fflate";

interface Bundled {
  readonly code: Uint8Array;
  readonly wasm: Uint8Array;
}

async function bundled(source: string, folder: string, external: readonly string[]): Promise<Bundled> {
  const result = await build({
    stdin: { contents: source, resolveDir: folder, loader: "js" },
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    external: ["fs", "path", "util", "node:*", ...external],
    loader: { ".wasm": "empty" },
  });
  const inputs = Object.keys(result.metafile.inputs).map((input) => join(folder, input));
  const wasm = new Map<string, Uint8Array>();
  for (const file of inputs.flatMap(wasmFilesOf)) {
    const contents = readFileSync(file);
    wasm.set(createHash("sha256").update(contents).digest("hex"), contents);
  }
  return {
    code: result.outputFiles[0]?.contents ?? new Uint8Array(),
    wasm: Buffer.concat([...wasm.values()]),
  };
}

/** A package may hold one WebAssembly file in several places: it is counted once. The files that a bundled file is or names, whether it imports or fetches them. */
function wasmFilesOf(input: string): readonly string[] {
  if (input.endsWith(".wasm")) return [input];
  if (!existsSync(input)) return [];
  const names = readFileSync(input, "utf8").matchAll(/["'`]([\w./-]+\.wasm)["'`]/g);
  return [...names].map(([, name = ""]) => join(dirname(input), name)).filter((file) => existsSync(file));
}

function zipped(bytes: Uint8Array): number {
  return bytes.length === 0 ? 0 : gzipSync(bytes, { level: 9 }).length;
}
