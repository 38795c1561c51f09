/** What the page and the worker whose heap is measured say to each other: only a page may ask its browser for the figure. */

/** What the page tells the worker. */
export type HeapRequest =
  | {
      readonly type: "weigh";
      readonly scene: string;
      readonly seed: number;
      readonly size: number;
      readonly engines: readonly string[];
    }
  /** What is in use by workers now. */
  | { readonly type: "measured"; readonly bytes: number };

/** What the worker tells the page. */
export type HeapReport =
  | { readonly type: "measure" }
  /** Of one person's replica, by engine. */
  | { readonly type: "done"; readonly bytes: Readonly<Record<string, number>> };
