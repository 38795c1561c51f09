/** Where somebody else is ahead. */

/** A place where somebody else is ahead. */
export interface Loss {
  readonly what: string;
  readonly library: string;
  readonly theirs: number;
  readonly ours: number;
  readonly unit: "ms" | "bytes";
}
