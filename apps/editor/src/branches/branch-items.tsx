import type { RichText } from "@weft/richtext";
import { GitBranch, GitCompare } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useLocation } from "wouter";
import { menuHeadingClass, menuItemClass } from "../design/controls/menu-classes.ts";
import { documentPath } from "../share/document-link.ts";
import type { ShelfEntry } from "../shelf/shelf-entry.ts";
import { branchRecord } from "./branch-record.ts";
import { comparePath } from "./compare-path.ts";
import { makeBranch } from "./make-branch.ts";
import { useRelated } from "./use-related.ts";

/** So many copies are offered for a comparison: those opened last. */
const offeredMax = 6;

/** The lines of a document's menu about private copies: making one, and comparing any two. */
export function BranchItems({
  richText,
  onProblem,
}: {
  readonly richText: RichText;
  readonly onProblem: (sentence: string) => void;
}) {
  const [, navigate] = useLocation();
  const related = useRelated(richText.documentId).slice(0, offeredMax);
  const originId = branchRecord(richText)?.originId;
  const make = async (): Promise<void> => {
    const link = await makeBranch(richText);
    if (link) navigate(documentPath(link));
    else onProblem("A private copy needs a browser that keeps things, and room in it. Nothing has changed.");
  };
  return (
    <>
      <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
      <DropdownMenu.Item onSelect={() => void make()} className={menuItemClass}>
        <GitBranch size={15} aria-hidden className="text-soft" /> Edit privately
      </DropdownMenu.Item>
      {related.length === 0 ? null : (
        <DropdownMenu.Label className={menuHeadingClass}>Compare with</DropdownMenu.Label>
      )}
      {related.map((entry) => (
        <DropdownMenu.Item
          key={entry.documentId}
          onSelect={() => navigate(comparePath(richText, entry))}
          className={menuItemClass}
        >
          <GitCompare size={15} aria-hidden className="text-soft" /> {nameOf(entry, originId)}
        </DropdownMenu.Item>
      ))}
    </>
  );
}

function nameOf({ documentId, title, branchOf }: ShelfEntry, originId: string | undefined): string {
  const words = title || "Untitled";
  if (documentId === originId) return `${words}, the original`;
  return branchOf === undefined ? words : `${words}, private copy`;
}
