import { clockWords, countWords } from "../design/when-words.ts";
import type { Keeping } from "../shelf/shelf-entry.ts";
import { StatusDot } from "../status/status-dot.tsx";

/** Where a document's words were when this browser last looked, as a dot and two words. */
export function KeepingLine({ keeping }: { readonly keeping: Keeping }) {
  switch (keeping.state) {
    case "saved":
      return (
        <Line dot="saved" title={`Everything was on the server's disk at ${clockWords(keeping.at)}`}>
          Saved
        </Line>
      );
    case "kept-here":
      return (
        <Line dot="offline" title="These edits are on this device and not yet on the server's disk">
          {keeping.edits === 0 ? "Kept here" : `${countWords(keeping.edits, "edit")} kept here`}
        </Line>
      );
    case "refused":
      return (
        <Line dot="refused" title="The server refused some edits; they are kept on this device">
          Refused
        </Line>
      );
  }
}

function Line({
  dot,
  title,
  children,
}: {
  readonly dot: "saved" | "offline" | "refused";
  readonly title: string;
  readonly children: string;
}) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-caption text-soft" title={title}>
      <StatusDot kind={dot} />
      {children}
    </span>
  );
}
