import { systemClock, type Timer } from "@weft/base";
import { useEffect, useState } from "react";
import { ConflictFinder } from "../review/finding/conflict-finder.ts";
import { type Compared, type Comparison, compare, type Faces } from "./comparison.ts";

/** After so long without an edit the comparison is made again. */
const pauseMs = 600;

/** Two documents compared, and again whenever one of them has changed; null until that is done. */
export function useComparison({ branch, other }: Compared, { own, face }: Faces): Comparison | null {
  const [comparison, setComparison] = useState<Comparison | null>(null);
  useEffect(() => {
    let finder: ConflictFinder | null = null;
    let timer: Timer | null = null;
    let round = 0;
    // Whoever merges has written under it: what is in hand is known by its id when all is compared again.
    let replica: string | undefined;
    const look = async (): Promise<void> => {
      const thisRound = ++round;
      const found = await compare(
        { branch, other },
        (merged) => {
          finder?.close();
          const opened = new ConflictFinder(merged);
          finder = opened;
          return { conflicts: opened.find, changes: opened.findChangesOfSides };
        },
        { own, face },
        replica,
      );
      replica ??= found.merged.replica;
      if (thisRound === round) setComparison(found);
    };
    const lookSoon = (): void => {
      timer?.cancel();
      timer = systemClock.after(pauseMs, () => void look());
    };
    const stops = [branch.onPatch(lookSoon), other.onPatch(lookSoon)];
    void look();
    return () => {
      round++;
      timer?.cancel();
      finder?.close();
      for (const stop of stops) stop();
    };
  }, [branch, other, own, face]);
  return comparison;
}
