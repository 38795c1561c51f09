/** What the page and the worker that plays a scene say to each other. */
import type { LostPlace, Verdict, WeftPicture } from "@weft/lab";

/** What to play. */
export interface SceneRequest {
  readonly scene: string;
  readonly seed: number;
  readonly engines: readonly string[];
  readonly size: number;
  /** How long to rest after each moment, so that a person can follow; 0 plays as fast as it goes. */
  readonly paceMs: number;
}

/** What one person sees. */
export interface PersonSight {
  /** As ProseMirror's JSON. */
  readonly doc: unknown;
  readonly lost: readonly LostPlace[];
}

/** What can be seen of one engine. */
export interface EngineSight {
  readonly engine: string;
  readonly moment: string;
  /** What each person sees; null while it is too long to be drawn. */
  readonly people: readonly PersonSight[] | null;
  readonly verdict: Verdict;
  /** The inside of our own document; null of others, and of long ones. */
  readonly picture: WeftPicture | null;
}

/** What the worker tells. */
export type SceneReport =
  | { readonly type: "seen"; readonly sight: EngineSight }
  /** `share`: of all edits, those that are made; null where nobody knows how many there will be. */
  | { readonly type: "progress"; readonly moment: string; readonly share: number | null }
  | { readonly type: "done"; readonly verdicts: readonly Verdict[]; readonly fingerprint: string };
