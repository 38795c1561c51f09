/**
 * The house rules that a machine can check: who may import whom, no cycles, sizes, names, calls that have one
 * home each, rules that have tests, documents that have one title. Reads the sources with oxc's parser.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const fileLinesMax = 400;
const functionLinesMax = 80;

/** The arrows of the blueprint, `docs/ARCHITECTURE.md`: a folder and what it may import. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  "packages/base": [],
  "packages/codec": ["base"],
  "packages/rga": ["codec", "base"],
  "packages/richtext": ["rga", "codec", "base"],
  "packages/conflicts": ["richtext", "rga", "base"],
  "packages/protocol": ["codec", "base"],
  "packages/sync": ["protocol", "richtext", "rga", "codec", "base"],
  "packages/tiptap": ["richtext", "rga", "base"],
  "packages/react": ["sync", "base"],
  "packages/interchange": ["tiptap", "richtext", "base"],
  "packages/interchange-yjs": ["interchange", "tiptap", "richtext", "base"],
  "packages/lab": ["tiptap", "richtext", "rga", "codec", "base"],
  server: ["protocol", "richtext", "rga", "codec", "base"],
  "apps/editor": [
    "react",
    "tiptap",
    "sync",
    "richtext",
    "conflicts",
    "interchange",
    "interchange-yjs",
    "lab",
    "base",
  ],
};

/** What only tests of a folder may import besides. */
const testArrows: Readonly<Record<string, readonly string[]>> = {
  server: ["sync"],
  "packages/react": ["richtext", "protocol"],
  "packages/sync": [],
};

/** Calls that have one home each, so that time, chance and settings can be injected everywhere else. */
const homes: readonly { readonly what: RegExp; readonly home: readonly string[] }[] = [
  { what: /\bDate\.now\b|\bnew Date\(\)/, home: ["packages/base/src/clock.ts"] },
  { what: /\b(setTimeout|setInterval|setImmediate)\b/, home: ["packages/base/src/clock.ts"] },
  {
    what: /\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b|\brandomBytes\b/,
    home: ["packages/base/src/random.ts"],
  },
  { what: /\bprocess\.env\b/, home: ["server/src/config.ts"] },
  { what: /\bconsole\./, home: [] },
];

const bannedNames = /^(utils?|helpers?|common|shared|misc|types)(\.|$)/;

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const code = files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"));
const sources = code.filter((file) => /^(packages\/[^/]+|server|apps\/[^/]+)\/src\//.test(file));

/** The folder of `arrows` that a file lives in. */
function home(file: string): string | null {
  return Object.keys(arrows).find((folder) => file.startsWith(`${folder}/`)) ?? null;
}

interface Parsed {
  readonly imports: readonly string[];
  readonly exportsAll: boolean;
  readonly exportsDefault: boolean;
  readonly functions: readonly { readonly start: number; readonly end: number }[];
  /** The text with comments and string contents blanked, so that words in prose do not count as calls. */
  readonly bare: string;
}

function parse(file: string): Parsed {
  const text = read(file);
  const { program, comments, module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const imports = new Set<string>();
  for (const { moduleRequest } of module.staticImports) imports.add(moduleRequest.value);
  let exportsAll = false;
  let exportsDefault = false;
  for (const { entries } of module.staticExports) {
    for (const entry of entries) {
      if (entry.moduleRequest) imports.add(entry.moduleRequest.value);
      if (entry.importName.kind === "AllButDefault") exportsAll = true;
      if (entry.exportName.kind === "Default") exportsDefault = true;
    }
  }
  const functions: { start: number; end: number }[] = [];
  const strings: { start: number; end: number }[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const child of node) visit(child);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    if ("type" in node && "start" in node && "end" in node) {
      const place = { start: Number(node.start), end: Number(node.end) };
      if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(String(node.type)))
        functions.push(place);
      if (node.type === "Literal" && "value" in node && typeof node.value === "string") strings.push(place);
      if (node.type === "TemplateElement") strings.push(place);
      if (node.type === "ImportExpression" && "source" in node) {
        const source = node.source;
        if (typeof source === "object" && source !== null && "value" in source)
          imports.add(String(source.value));
      }
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(program);
  const bare = text.split("");
  for (const { start, end } of [...comments, ...strings]) {
    for (let index = start; index < end; index++) if (bare[index] !== "\n") bare[index] = " ";
  }
  return { imports: [...imports], exportsAll, exportsDefault, functions, bare: bare.join("") };
}

const parsed = new Map(code.map((file) => [file, parse(file)]));

/** The file that a relative import means. */
function resolve(from: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  const target = posix.join(posix.dirname(from), specifier.split("?")[0] ?? specifier);
  return (
    [target, `${target}.ts`, `${target}.tsx`, `${target}/index.ts`].find((candidate) =>
      parsed.has(candidate),
    ) ?? null
  );
}

describe("arrows", () => {
  test("every import between packages follows an arrow of the blueprint, tests a few more", () => {
    const wrong: string[] = [];
    for (const [file, { imports }] of parsed) {
      const folder = home(file);
      if (!folder) continue;
      const own = folder.replace(/^packages\//, "");
      const isSource = file.startsWith(`${folder}/src/`);
      const allowed = [...(arrows[folder] ?? []), ...(isSource ? [] : [own, ...(testArrows[folder] ?? [])])];
      for (const specifier of imports) {
        const name = /^@weft\/([^/]+)(\/.*)?$/.exec(specifier);
        if (name && (!allowed.includes(name[1] ?? "") || name[2])) wrong.push(`${file} imports ${specifier}`);
        const target = resolve(file, specifier);
        if (target && home(target) && home(target) !== folder) wrong.push(`${file} reaches into ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("each package's dependencies name exactly the packages of ours that its sources import", () => {
    for (const folder of Object.keys(arrows)) {
      const manifest: { dependencies?: Record<string, string> } = JSON.parse(read(`${folder}/package.json`));
      const listed = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith("@weft/"));
      const used = new Set<string>();
      for (const file of sources.filter((source) => source.startsWith(`${folder}/`))) {
        for (const specifier of parsed.get(file)?.imports ?? [])
          if (specifier.startsWith("@weft/")) used.add(specifier);
      }
      expect(listed.sort(), folder).toEqual([...used].sort());
    }
  });

  test("no cycle between files, type imports included", () => {
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
        return;
      }
      state.set(file, "open");
      for (const specifier of parsed.get(file)?.imports ?? []) {
        const target = resolve(file, specifier);
        if (target) walk(target, [...path, file]);
      }
      state.set(file, "done");
    };
    for (const file of sources) walk(file, []);
    expect(cycles).toEqual([]);
  });
});

describe("shape", () => {
  test(`source files stay under ${fileLinesMax} lines`, () => {
    const long = [...sources, ...files.filter((file) => /^scripts\/.*\.mjs$/.test(file))]
      .map((file) => ({ file, lines: read(file).split("\n").length - 1 }))
      .filter(({ lines }) => lines > fileLinesMax);
    expect(long).toEqual([]);
  });

  test(`functions stay under ${functionLinesMax} lines`, () => {
    const long: string[] = [];
    for (const file of sources) {
      const text = read(file);
      for (const { start, end } of parsed.get(file)?.functions ?? []) {
        const lines = text.slice(start, end).split("\n").length;
        if (lines > functionLinesMax)
          long.push(`${file}:${text.slice(0, start).split("\n").length} ${lines} lines`);
      }
    }
    expect(long).toEqual([]);
  });

  test("no file or folder is a drawer for everything", () => {
    const drawers = sources.filter((file) => file.split("/").some((part) => bannedNames.test(part)));
    expect(drawers).toEqual([]);
  });

  test("files are named in kebab case", () => {
    const odd = sources.filter(
      (file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.tsx?$/.test(posix.basename(file)),
    );
    expect(odd).toEqual([]);
  });

  test("exports are named one by one: no `export *`, no default export", () => {
    const wrong = sources.filter((file) => parsed.get(file)?.exportsAll || parsed.get(file)?.exportsDefault);
    expect(wrong).toEqual([]);
  });

  test("nothing of a package is imported but its front door", () => {
    for (const folder of Object.keys(arrows).filter((name) => name.startsWith("packages/"))) {
      const manifest: { exports: Record<string, unknown> } = JSON.parse(read(`${folder}/package.json`));
      expect(Object.keys(manifest.exports), folder).toEqual(["."]);
    }
  });
});

describe("homes", () => {
  test("time, chance, settings and the console are used in their one home each", () => {
    const strays: string[] = [];
    for (const file of sources) {
      const bare = parsed.get(file)?.bare ?? "";
      for (const { what, home: allowed } of homes) {
        if (what.test(bare) && !allowed.includes(file)) strays.push(`${file} uses ${what.source}`);
      }
    }
    expect(strays).toEqual([]);
  });

  test("Yjs is imported where it lives, and its pages are only loaded when they are needed", () => {
    const yjs = /^(yjs|lib0|y-[a-z]+|@tiptap\/(y-tiptap|extension-collaboration(-caret)?))(\/|$)/;
    const allowed = [
      "packages/interchange-yjs/src/",
      "packages/lab/src/",
      "server/src/yjs/decoding/",
      "apps/editor/src/yjs/",
    ];
    const strays: string[] = [];
    for (const file of sources) {
      const imports = parsed.get(file)?.imports ?? [];
      if (imports.some((name) => yjs.test(name)) && !allowed.some((folder) => file.startsWith(folder)))
        strays.push(`${file} imports Yjs`);
      const isPage = file.startsWith("apps/editor/src/yjs/") || !file.startsWith("apps/editor/src/");
      const loadsNow = /^import (?!type\b)[^;]*? from "[./]+\/yjs\/[^"]+";/m;
      if (!isPage && loadsNow.test(read(file))) strays.push(`${file} loads Yjs pages with itself`);
    }
    expect(strays).toEqual([]);
  });

  test("no unfinished marks, no tests that do not run", () => {
    const marks = code.filter(
      (file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(read(file)) && !file.startsWith("scripts/tidy"),
    );
    expect(marks).toEqual([]);
    const skipped = code.filter((file) =>
      /\b(it|test|describe)\.(skip|only|todo|fixme)\b/.test(parsed.get(file)?.bare ?? ""),
    );
    expect(skipped).toEqual([]);
  });
});

describe("documents", () => {
  test("every numbered rule has a test, and every number in a test title is a rule", () => {
    const rules = new Set<string>();
    for (const file of files.filter((name) => name.endsWith(".md"))) {
      for (const [, rule] of read(file).matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)) {
        expect(rules.has(rule ?? ""), `${file}: ${rule} is numbered twice`).toBe(false);
        rules.add(rule ?? "");
      }
    }
    const tested = new Set<string>();
    for (const file of code.filter((name) => /\.(test|spec)\.tsx?$/.test(name))) {
      for (const [, rule] of read(file).matchAll(/\[([A-Z]+-\d+)\]/g)) tested.add(rule ?? "");
    }
    expect([...rules].filter((rule) => !tested.has(rule))).toEqual([]);
    expect([...tested].filter((rule) => !rules.has(rule))).toEqual([]);
    expect(rules.size).toBeGreaterThan(20);
  });

  test("every document has one title, and every link inside the project leads somewhere", () => {
    const wrong: string[] = [];
    for (const file of files.filter((name) => name.endsWith(".md"))) {
      const text = read(file).replace(/```[\s\S]*?```/g, "");
      const titles = text.match(/^# .+$/gm) ?? [];
      if (titles.length !== 1) wrong.push(`${file} has ${titles.length} titles`);
      for (const [, link] of text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g)) {
        if (!existsSync(join(root, dirname(file), link ?? ""))) wrong.push(`${file} links to ${link}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("nothing names a machine: no absolute path, no address that a lock file was made with", () => {
    const lock = read("package-lock.json");
    expect(/"resolved": *"https?:/.test(lock)).toBe(false);
    const machine = new RegExp(["(?<![\\w.])/(", "work", "|root|home)/[a-z.]"].join(""));
    const texts = files.filter(
      (file) => /\.(tsx?|mjs|md|json|css|html|yml)$/.test(file) && file !== "package-lock.json",
    );
    expect(texts.filter((file) => machine.test(read(file)))).toEqual([]);
  });
});
