import type { RichText } from "@weft/richtext";
import { ChevronLeft, GitMerge } from "lucide-react";
import { useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { Button } from "../design/controls/button.tsx";
import { Notice } from "../design/controls/notice.tsx";
import { countWords } from "../design/when-words.ts";
import type { KnownLink } from "../document/use-document-link.ts";
import { ownFace } from "../people/own-face.ts";
import { useSettings } from "../settings/use-settings.ts";
import { documentPath } from "../share/document-link.ts";
import type { ShelfEntry } from "../shelf/shelf-entry.ts";
import { branchRecord } from "./branch-record.ts";
import { mergeInto } from "./merge-into.ts";
import { MergedText, type StopName } from "./merged-text.tsx";
import { useComparison } from "./use-comparison.ts";

/** The colour in which the other document's words are marked: one that no person of this page has. */
const otherColour = 7;

/** What one copy would do to another document, before it is done: its text with both sides' words, the rail, and one button. */
export function CompareDesk({
  link,
  other,
  branchText,
  otherText,
}: {
  readonly link: KnownLink;
  readonly other: ShelfEntry;
  readonly branchText: RichText;
  readonly otherText: RichText;
}) {
  const [, navigate] = useLocation();
  const [isMerging, setMerging] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // It outlives a comparison that is made anew, as somebody wrote meanwhile.
  const [inHand, setInHand] = useState<StopName | null>(null);
  const isCopy = branchRecord(branchText) !== null;
  const name = nameOfOther(branchText, otherText);
  const face = useMemo(() => ({ name, colour: otherColour }), [name]);
  const settings = useSettings();
  const own = useMemo(() => ownFace(settings), [settings]);
  const comparison = useComparison({ branch: branchText, other: otherText }, { own, face });
  const mayMerge = other.role === null || other.role === "owner" || other.role === "editor";
  const count = comparison?.branchChanges.length ?? 0;
  const merge = (): void => {
    setMerging(true);
    mergeInto(branchText, other).then(
      () => navigate(documentPath(other)),
      (error: unknown) => {
        setMerging(false);
        setProblem(error instanceof Error ? error.message : "Something unexpected happened.");
      },
    );
  };
  return (
    <>
      <header className="sticky top-0 z-30 flex h-(--bar-height) items-center gap-2 border-hairline border-b bg-paper px-1 sm:px-3">
        <Link
          href={documentPath(link)}
          aria-label={isCopy ? "Back to the copy" : "Back to the original"}
          className="inline-flex h-(--control) min-w-(--control) shrink-0 items-center justify-center gap-0.5 rounded-sm font-semibold text-ink hover:bg-hover sm:justify-start sm:pr-2"
        >
          <ChevronLeft size={18} aria-hidden className="text-soft" />
          <span className="hidden sm:inline">Back</span>
        </Link>
        <h1 className="min-w-0 flex-1 truncate font-medium text-body">
          {comparison === null ? "Comparing …" : `${countWords(count, "change")} for ${face.name}`}
        </h1>
        {mayMerge ? (
          <MergeButton name={face.name} isMerging={isMerging} isIdle={count === 0} onMerge={merge} />
        ) : null}
      </header>
      {comparison === null ? null : (
        <MergedText
          key={comparison.merged.replica}
          comparison={comparison}
          face={face}
          ownName={isCopy ? "Your copy" : "Original"}
          inHand={inHand}
          onInHand={setInHand}
          onClose={() => navigate(documentPath(link))}
        />
      )}
      {problem === null ? null : (
        <Notice role="alert" testId="merge-problem" onClose={() => setProblem(null)}>
          It was not merged: {problem}{" "}
          <span className="text-soft">{isCopy ? "Your copy" : "The original"} is as it was.</span>
        </Notice>
      )}
    </>
  );
}

function nameOfOther(branch: RichText, other: RichText): string {
  if (branchRecord(branch)?.originId === other.documentId) return "the original";
  return branchRecord(other)?.originId === branch.documentId ? "the private copy" : "the other copy";
}

function MergeButton({
  name,
  isMerging,
  isIdle,
  onMerge,
}: {
  readonly name: string;
  readonly isMerging: boolean;
  /** Nothing is there to be merged. */
  readonly isIdle: boolean;
  readonly onMerge: () => void;
}) {
  return (
    <Button tone="primary" disabled={isMerging || isIdle} onClick={onMerge} data-testid="merge-branch">
      <GitMerge size={15} aria-hidden />
      <span>
        {isMerging ? "Merging …" : "Merge"}
        {isMerging ? null : <span className="max-sm:sr-only"> into {name}</span>}
      </span>
    </Button>
  );
}
