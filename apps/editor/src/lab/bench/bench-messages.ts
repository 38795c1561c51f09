/** What the bench page and its worker say to each other. */
import type { BenchFigure } from "@weft/lab";

/** What to measure: each size once. */
export interface BenchRequest {
  readonly sizes: readonly number[];
}

/** What the worker tells. */
export type BenchReport =
  | { readonly type: "figure"; readonly figure: BenchFigure; readonly share: number }
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly reason: string };
