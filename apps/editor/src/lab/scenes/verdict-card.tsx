import type { Verdict } from "@weft/lab";
import { classNames } from "../../design/class-names.ts";
import { numberWords } from "../number-words.ts";

/** What came of a scene with one engine, in large figures. */
export function VerdictCard({
  verdict,
  heapBytes,
}: {
  readonly verdict: Verdict;
  /** Measured; null: the estimate is shown. */
  readonly heapBytes: number | null;
}) {
  const { lost, doubled, traffic, mergeMs, savedBytes, memoryBytes, kept } = verdict;
  return (
    <dl
      className="grid grid-cols-3 gap-x-4 gap-y-3 border-hairline border-t pt-3"
      data-engine={verdict.engine}
      data-lost={lost}
      data-doubled={doubled}
    >
      <Figure name="lost" value={lost} of={kept} tone={lost > 0 ? "text-red" : ""} />
      <Figure name="doubled" value={doubled} of={kept} tone={doubled > 0 ? "text-amber" : ""} />
      <Figure name="to merge" value={mergeMs} unit="ms" />
      <Figure name="sent" value={traffic.bytes} unit={`B in ${numberWords(traffic.frames)} frames`} />
      <Figure name="saved" value={savedBytes} unit="B" />
      <Figure
        name="memory"
        value={heapBytes ?? memoryBytes}
        unit={heapBytes === null ? "B, estimated" : "B, measured"}
        title="One person’s replica, its objects walked and counted: 16 bytes each, 8 a slot, 2 a character, and what typed arrays hold. No heap is measured for it, so that every browser says the same."
      />
    </dl>
  );
}

/** What a verdict comes to in a few words. */
export function verdictWords({
  thrown,
  diverged,
  invalid,
  reopensDifferent,
  asExpected,
  ...rest
}: Verdict): string {
  if (thrown !== null) return `ended by an error: ${thrown}`;
  if (diverged) return "people see different documents";
  if (invalid) return "somebody sees what the editor forbids";
  if (reopensDifferent) return "a save opens as something else";
  if (asExpected === false) return "not what must be seen";
  if (rest.lost > 0 || rest.doubled > 0) return "everybody sees the same, and not everything once";
  return asExpected ? "what must be seen" : "everybody sees everything, once";
}

/** Whether nothing at all is wrong. */
export function isWhole(verdict: Verdict): boolean {
  const { thrown, diverged, invalid, reopensDifferent, asExpected, lost, doubled } = verdict;
  return (
    thrown === null &&
    !(diverged || invalid || reopensDifferent || asExpected === false) &&
    lost + doubled === 0
  );
}

function Figure({
  name,
  value,
  unit,
  of,
  tone,
  title,
}: {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly of?: number;
  readonly tone?: string;
  readonly title?: string;
}) {
  return (
    <div className="min-w-0" title={title}>
      <dt className="text-caption text-faint">{name}</dt>
      <dd className={classNames("font-medium text-[1.375rem] tabular-nums leading-7", tone)}>
        {numberWords(value)}
      </dd>
      <dd className="truncate text-caption text-faint">
        {of === undefined ? unit : `of ${numberWords(of)}`}
      </dd>
    </div>
  );
}
