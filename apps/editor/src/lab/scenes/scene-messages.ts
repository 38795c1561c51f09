/** What the page and the worker that plays a scene say to each other. */
import type { Verdict, WeftPicture } from "@weft/lab";

/** What to play. */
export interface SceneRequest {
  readonly scene: string;
  readonly seed: number;
  readonly engines: readonly string[];
  readonly size: number;
  /** How long to rest after each moment, so that a person can follow; 0 plays as fast as it goes. */
  readonly paceMs: number;
}

/** What can be seen of one engine. */
export interface EngineSight {
  readonly engine: string;
  readonly moment: string;
  /** What each person sees, as ProseMirror's JSON; null while it is too long to be drawn. */
  readonly docs: readonly unknown[] | null;
  readonly verdict: Verdict;
  /** The inside of our own document; null of others, and of long ones. */
  readonly picture: WeftPicture | null;
}

/** What the worker tells. */
export type SceneReport =
  | { readonly type: "seen"; readonly sight: EngineSight }
  | { readonly type: "progress"; readonly engine: string; readonly moment: string }
  | { readonly type: "done"; readonly verdicts: readonly Verdict[]; readonly fingerprint: string };
