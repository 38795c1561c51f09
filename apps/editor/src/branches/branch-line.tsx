import { systemClock } from "@weft/base";
import type { RichText } from "@weft/richtext";
import type { DocumentFiles } from "@weft/sync";
import { GitBranch } from "lucide-react";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { Link } from "wouter";
import { whenWords } from "../design/when-words.ts";
import { adoptFiles } from "./branch-files.ts";
import { branchRecord, isBranchKey } from "./branch-record.ts";
import { comparePath } from "./compare-path.ts";
import { useRelated } from "./use-related.ts";

/** Over the text of a private copy: that it is one, and the way to its original. Nothing for other documents. */
export function BranchLine({
  richText,
  files,
}: {
  readonly richText: RichText;
  readonly files: DocumentFiles;
}) {
  const subscribe = useCallback(
    (changed: () => void) =>
      richText.onPatch((patches) => {
        if (patches.some((patch) => patch.type === "property" && isBranchKey(patch.key))) changed();
      }),
    [richText],
  );
  const spelled = useSyncExternalStore(subscribe, () => JSON.stringify(branchRecord(richText)));
  return spelled === "null" ? null : <OpenBranchLine richText={richText} files={files} />;
}

function OpenBranchLine({ richText, files }: { readonly richText: RichText; readonly files: DocumentFiles }) {
  const { documentId } = richText;
  const record = branchRecord(richText);
  const origin = useRelated(documentId).find((entry) => entry.documentId === record?.originId);
  const isOfHere = origin !== undefined;
  useEffect(() => {
    if (isOfHere) void adoptFiles(richText, files);
  }, [isOfHere, richText, files]);
  if (record === null) return null;
  const title = origin?.title ? `“${origin.title}”` : "a document";
  const when = whenWords(record.merged?.atMs ?? record.madeAtMs, systemClock.now());
  return (
    <aside
      aria-label="Private copy"
      data-testid="branch-line"
      className="flex flex-wrap items-center gap-x-3 border-hairline border-b bg-well px-4 py-1 text-soft"
    >
      <span className="inline-flex items-center gap-2 py-1.5">
        <GitBranch size={15} aria-hidden className="shrink-0" />
        {`Private copy of ${title}, ${record.merged === null ? "made" : "last merged"} ${when}. The original does not change until you merge.`}
      </span>
      {origin === undefined ? null : (
        <Link
          href={comparePath({ documentId }, origin)}
          className="inline-flex h-(--control) items-center rounded-sm px-2 font-medium text-accent-strong hover:bg-hover"
        >
          Preview and merge
        </Link>
      )}
    </aside>
  );
}
