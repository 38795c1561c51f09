/** What is asked of the package, judged by the figures of one run. */
import { digits } from "./digits.ts";
import { type Comparison, Figures, ours, type Ratio } from "./figures.ts";
import type { Result } from "./results.ts";
import type { Verdict } from "./verdict.ts";

interface Material {
  readonly main: string;
  readonly session: string;
}

/** The trace that sizes in bytes are asked for. */
const paper = "automerge-paper";
const kilobyte = 1_000;
const megabyte = 1_000_000;
/** How much longer than twice as long twice as much may take and still be linear. */
const linearRatio = 2.5;

/** Every line of what is asked. */
export function verdictsOf(
  results: readonly Result[],
  { main, session }: Material,
  limitSeconds: number,
): readonly Verdict[] {
  const figures = new Figures(results, limitSeconds);
  return [
    ...editing(figures, main),
    ...merging(figures, session),
    ...sending(figures, main),
    ...saving(figures, main),
    ...loading(figures, main),
  ];
}

function editing(figures: Figures, main: string): readonly Verdict[] {
  const beside = (library: string, workload: string): Compared =>
    compare(figures, { workload: `${workload}/${main}`, library });
  const gap = beside("gap-buffer", "local");
  return [
    atMost("local edits, times a plain gap buffer", gap.ratio && 1 / gap.ratio.value, {
      ...{ must: 3.5, aim: 2.5, unit: "×" },
      compared: gap,
    }),
    faster("local edits, against json-joy", beside("json-joy", "local"), { must: 5 }),
    faster("local edits, against diamond-types", beside("diamond-types", "local"), { must: 2.5 }),
    faster("local edits, against Yjs", beside("yjs", "local"), { must: 300 }),
    faster("local edits with an update each, against json-joy", beside("json-joy", "updates"), {
      must: 3.5,
      aim: 6,
    }),
    faster("remote updates one by one, against json-joy", beside("json-joy", "remote"), {
      must: 7,
      aim: 10,
    }),
    faster("first, cold run, against the best peer", beside("every peer", "cold"), { must: 1 }),
    atMost(`20 copies of ${main}, times one copy`, figures.value(ours, `growth/${main}`, "ratio"), {
      must: 22,
      unit: "×",
    }),
  ];
}

function merging(figures: Figures, session: string): readonly Verdict[] {
  const beside = (library: string, workload: string): Compared =>
    compare(figures, { workload: `${workload}/${session}`, library });
  const merge = `fresh replica merges all of ${session}`;
  return [
    faster(`${session}, real replicas, against json-joy`, beside("json-joy", "replay"), {
      must: 4.5,
      aim: 7,
    }),
    faster(`${session}, real replicas, against Yjs`, beside("yjs", "replay"), { must: 40 }),
    faster(`${merge} one by one, against the best peer`, beside("every peer", "merge-one-by-one"), {
      must: 6,
      aim: 8,
    }),
    faster(`${merge} in one batch, against the best peer`, beside("every peer", "merge-at-once"), {
      must: 6,
      aim: 8,
    }),
    faster(
      "1,540 writers at one place (B3.5), against the best peer",
      compare(figures, { workload: "b3.5", library: "every peer" }),
      { must: 2, aim: 4 },
    ),
    atMost("two write 6,000 characters backwards at one place", figures.ms(ours, "backwards"), {
      must: 10,
      aim: 3,
      unit: "ms",
    }),
    atMost("the same for 12,000, times that", figures.value(ours, "backwards", "ratio"), {
      must: linearRatio,
      unit: "×",
    }),
  ];
}

function sending(figures: Figures, main: string): readonly Verdict[] {
  const bytes = (workload: string, name: string): number | null =>
    figures.value(ours, `${workload}/${main}`, name);
  return [
    atMost("one update per typed character, alone", bytes("updates", "typedBytes"), {
      must: 15,
      aim: 12,
      unit: "B",
    }),
    atMost("one update per typed character, in a session", bytes("session", "typedBytes"), {
      must: 3,
      aim: 2,
      unit: "B",
    }),
    atMost("one update per backspace, alone", bytes("updates", "deletedBytes"), { must: 16, unit: "B" }),
    atMost("one update per backspace, in a session", bytes("session", "deletedBytes"), {
      must: 4,
      unit: "B",
    }),
    ...[2, 3, 4].map((number) => {
      const own = figures.value(ours, `b2.${number}`, "updateBytes");
      const best = figures.smallest(`b2.${number}`, "updateBytes");
      return atMost(
        `batch update after two users' offline work (B2.${number}), times the best peer's bytes`,
        own && best && own / best.value,
        {
          ...{ must: 1, aim: 0.8, unit: "×", against: best?.library },
          compared: compare(figures, { workload: `b2.${number}`, library: "every peer" }),
        },
      );
    }),
  ];
}

function saving(figures: Figures, main: string): readonly Verdict[] {
  const size = (form: string): number | null =>
    main === paper ? figures.value(ours, `saved-size/${main}`, "rawBytes", form) : null;
  const bundle = figures.value(ours, "bundle", "gzipBytes");
  const held = main === paper ? figures.value(ours, `memory/${main}`, "heldBytes") : null;
  return [
    atMost("saved, no deleted text, deletion ids kept", thousands(size("no deleted text"), kilobyte), {
      must: 56,
      aim: 48,
      unit: "KB",
    }),
    atMost("saved, whole history", thousands(size("whole history"), kilobyte), {
      must: 82,
      aim: 70,
      unit: "KB",
    }),
    atMost("memory after load, editable", thousands(held, megabyte), { must: 1.1, aim: 0.7, unit: "MB" }),
    atMost(
      "every export of `@weft/rga` with what it imports, the deflate coder apart, minified and gzipped",
      thousands(bundle, kilobyte),
      { must: 12, aim: 9, unit: "KB" },
    ),
  ];
}

function loading(figures: Figures, main: string): readonly Verdict[] {
  const beside = (library: string): Compared => compare(figures, { workload: `load/${main}`, library });
  const loro = figures.result("loro", `load/${main}`)?.parts.snapshot?.ms?.median ?? null;
  const text = figures.ms(ours, `load/${main}`);
  const diamond = figures.ms("diamond-types", `load/${main}`);
  const edit = figures.ms(ours, `first-edit/${main}`);
  return [
    atMost("saved file → text, times Loro's snapshot", text && loro && text / loro, {
      ...{ must: 0.7, aim: 0.3, unit: "×" },
      compared: beside("loro"),
    }),
    atMost(
      "saved file → first edit applied, warm, times diamond-types' load",
      edit && diamond && edit / diamond,
      { must: 1, aim: 0.5, unit: "×", compared: beside("diamond-types") },
    ),
  ];
}

/** A comparison, what came of it, and whom it is without. */
interface Compared extends Comparison {
  readonly ratio: Ratio | null;
  readonly notAsked: readonly string[];
}

function compare(figures: Figures, comparison: Comparison): Compared {
  return { ...comparison, ratio: figures.ratioOf(comparison), notAsked: figures.notAsked(comparison) };
}

interface Bounds {
  readonly must: number;
  readonly aim?: number;
}

interface MostBounds extends Bounds {
  readonly unit: string;
  /** Whose figure ours is put to. */
  readonly against?: string | undefined;
  readonly compared?: Compared;
}

function atMost(
  measure: string,
  value: number | null,
  { must, aim, unit, against, compared }: MostBounds,
): Verdict {
  const say = (bound: number): string => (unit === "×" ? `≤ ${bound}×` : `≤ ${bound} ${unit}`);
  const found = value === null ? "not measured" : `${digits(value)}${unit === "×" ? "×" : ` ${unit}`}`;
  const judged = (bound: number): boolean | null =>
    onlyIfAll(compared, value === null ? null : value <= bound);
  return {
    measure,
    must: say(must),
    aim: aim === undefined ? "" : say(aim),
    found: withGaps(against && value !== null ? `${found} (${against})` : found, compared),
    value,
    compared: compared?.workload ?? null,
    kept: judged(must),
    aimReached: aim === undefined ? null : judged(aim),
  };
}

function faster(measure: string, compared: Compared, { must, aim }: Bounds): Verdict {
  const { ratio } = compared;
  const value = ratio?.value ?? null;
  const most = ratio?.atLeast ? "more than " : "";
  // A lower bound proves a promise and refutes none.
  const judged = (bound: number): boolean | null => {
    if (value === null || (value < bound && ratio?.atLeast)) return null;
    return onlyIfAll(compared, value >= bound);
  };
  return {
    measure,
    must: must === 1 ? "faster" : `≥ ${must}× faster`,
    aim: aim === undefined ? "" : `≥ ${aim}×`,
    found: withGaps(
      ratio === null ? "not measured" : `${most}${digits(ratio.value)}× (${ratio.library})`,
      compared,
    ),
    value,
    compared: compared.workload,
    kept: judged(must),
    aimReached: aim === undefined ? null : judged(aim),
  };
}

/** Who was not asked may be the best: without them a promise is broken or open, not kept. */
function onlyIfAll(compared: Compared | undefined, kept: boolean | null): boolean | null {
  return kept && compared && compared.notAsked.length > 0 ? null : kept;
}

function withGaps(found: string, compared: Compared | undefined): string {
  if (!compared || compared.notAsked.length === 0) return found;
  return `${found}; no time for ${compared.notAsked.join(", ")}`;
}

function thousands(value: number | null, unit: number): number | null {
  return value === null ? null : value / unit;
}
