/** What `bench/results.json` holds: everything that the report, the plot and a page may show. */
import type { Spread } from "../../bench/src/measuring/spread.ts";
import type { Outcome, Part, Workload } from "../../bench/src/workload.ts";
import type { BindingResults } from "./binding.ts";
import type { ConflictFigures } from "./conflicts.ts";
import type { Keystrokes } from "./keystroke.ts";
import type { LongDocument } from "./long-document.ts";
import type { Loss } from "./loss.ts";
import type { Verdict } from "./verdict.ts";

/** Raised when a reader of an older file would misread a newer one. */
export const RESULTS_FORMAT = 3;

/** Who was measured, and how it was used. */
export interface LibraryResult {
  readonly name: string;
  readonly title: string;
  readonly use: string;
  readonly merges: boolean;
  readonly packages: readonly { readonly name: string; readonly version: string; readonly licence: string }[];
}

/** What was asked of them. */
export type WorkloadResult = Pick<Workload, "name" | "title" | "about" | "unit">;

/** One library at one workload. */
export interface Result {
  readonly library: string;
  readonly workload: string;
  /**
   * `measured`: `ms`, `values` and `parts` say what, and what came out was right. `exceeded`: a run took more than
   * the limit and was ended. `failed`: it threw, or what came out was wrong. `left out`: it needs what another
   * workload of the library did not leave. `no time`: the whole run's minutes were up.
   */
  readonly status: "measured" | "exceeded" | "failed" | "left out" | "no time";
  readonly ms: Spread | null;
  readonly values: Readonly<Record<string, number>>;
  readonly parts: Readonly<Record<string, Part>>;
  readonly checked: string;
  readonly reason: string;
}

/** Why something is missing. */
export interface NotMeasured {
  readonly notMeasured: string;
}

/** A whole run. */
export interface Results {
  readonly format: typeof RESULTS_FORMAT;
  readonly machine: {
    readonly processors: string;
    readonly memoryGb: number;
    readonly system: string;
    readonly node: string;
  };
  readonly settings: {
    /** What was given on the command line, folders aside. */
    readonly options: string;
    readonly runs: number;
    readonly limitSeconds: number;
    readonly quick: boolean;
    readonly traces: boolean;
  };
  readonly seconds: number;
  readonly material: { readonly main: string; readonly traces: readonly string[]; readonly session: string };
  readonly libraries: readonly LibraryResult[];
  readonly workloads: readonly WorkloadResult[];
  readonly results: readonly Result[];
  readonly verdicts: readonly Verdict[];
  readonly losses: readonly Loss[];
  readonly keystrokes: Keystrokes | NotMeasured;
  readonly binding: BindingResults | NotMeasured;
  readonly longDocument: LongDocument | NotMeasured;
  readonly conflicts: ConflictFigures | NotMeasured;
}

/** What a child process prints. */
export type { Outcome };
