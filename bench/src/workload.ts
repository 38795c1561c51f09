/** What a workload is asked, what it gets, and what it gives back. */
import type { Library } from "./library.ts";
import type { Scratch } from "./measuring/scratch.ts";
import type { Spread } from "./measuring/spread.ts";
import type { Limits } from "./measuring/stopwatch.ts";
import type { Traces } from "./traces/index.ts";

/** One way of doing it: a form of saving, a form of sending. */
export interface Part {
  readonly ms: Spread | null;
  /** Sizes in bytes, counts, ratios: each by a name that ends in its unit. */
  readonly values: Readonly<Record<string, number>>;
}

/** What was measured. */
export interface Outcome extends Part {
  /** The parts by their names, where there is more than one way. The outcome's own figures are then the best of theirs, those of `bundle` the first part's. */
  readonly parts: Readonly<Record<string, Part>>;
  /** What was compared, and found right. */
  readonly checked: string;
}

/** What a workload has to work with. */
export interface Bench {
  readonly library: Library;
  readonly limits: Limits;
  readonly scratch: Scratch;
  readonly traces: Traces;
  /** The folder whose `node_modules` hold the peers. */
  readonly folder: string;
  /** Fewer edits, for trying the bench itself. */
  readonly quick: boolean;
}

/** Something to measure. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** What is done and what is timed, for the reader of the table. */
  readonly about: string;
  /** What the figure of a row is: time, or a named value. */
  readonly unit: "ms" | "bytes";
  /** The libraries by name, if not all that merge; editors are measured only where they are named here. */
  readonly libraries: "all" | "replicas" | readonly string[];
  /** Another workload of the same library that has to run first, for what it leaves behind. */
  readonly after: string | null;
  /** How often it is repeated in a process of its own. */
  readonly processes: number;
  /** How long its measured runs may take together, in milliseconds; one run is always made. */
  readonly budgetMs: number;
  measure(bench: Bench): Promise<Outcome> | Outcome;
}
