import { engineNamed } from "@weft/lab";
import type { EngineSight } from "./scene-messages.ts";
import { ShownDocument } from "./shown-document.tsx";
import { isWhole, VerdictCard, verdictWords } from "./verdict-card.tsx";

const names = ["Ada", "Ben", "Cleo", "Dan", "Eve"];
/** More of one text that is the same for all helps nobody. */
const sheetsMax = 3;

/** One engine: what its people see, and what came of it. */
export function EngineColumn({
  sight,
  isDone,
  heapBytes,
}: {
  readonly sight: EngineSight;
  readonly isDone: boolean;
  /** What one replica weighs in this browser's heap; null if that was not measured. */
  readonly heapBytes: number | null;
}) {
  const { engine: name, people, verdict } = sight;
  const engine = engineNamed(name);
  return (
    <article className="lab-column" aria-label={engine?.title ?? name}>
      <h2 className="flex items-baseline justify-between gap-3 font-medium text-body">
        {engine?.title ?? name}
        <span className="font-normal text-caption text-faint">
          {engine?.worksOn === "tree" ? "merges the tree" : "merges lines"}
        </span>
      </h2>
      <p
        className={isDone ? (isWhole(verdict) ? "text-soft" : "text-red") : "text-soft"}
        data-verdict={isDone ? name : undefined}
      >
        {isDone ? verdictWords(verdict) : sight.moment || "…"}
      </p>
      {people === null ? (
        <p className="lab-sheet text-faint">The document is too long to be drawn while it is written.</p>
      ) : (
        people
          .slice(0, sheetsMax)
          .map(({ doc, lost }, index) => (
            <ShownDocument
              key={names[index]}
              json={doc}
              person={names[index] ?? `${index + 1}`}
              lost={lost}
              doubled={verdict.doubledText}
            />
          ))
      )}
      {isDone && verdict.asExpected === false ? (
        <p className="text-caption text-soft">
          must be seen: <code className="font-mono">{verdict.expected?.join("   or   ")}</code>
        </p>
      ) : null}
      <VerdictCard verdict={verdict} heapBytes={heapBytes} />
    </article>
  );
}
