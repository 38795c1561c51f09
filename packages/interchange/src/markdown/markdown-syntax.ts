/** GitHub's Markdown: tables, tasks, struck text, bare addresses. Footnotes have no type here and stay text. */
import {
  gfmAutolinkLiteralFromMarkdown,
  gfmAutolinkLiteralToMarkdown,
} from "mdast-util-gfm-autolink-literal";
import { gfmStrikethroughFromMarkdown, gfmStrikethroughToMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown, gfmTableToMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown, gfmTaskListItemToMarkdown } from "mdast-util-gfm-task-list-item";
import { gfmAutolinkLiteral } from "micromark-extension-gfm-autolink-literal";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";

/** For `fromMarkdown`. */
export function readingSyntax() {
  return {
    extensions: [gfmTable(), gfmTaskListItem(), gfmStrikethrough(), gfmAutolinkLiteral()],
    mdastExtensions: [
      gfmTableFromMarkdown(),
      gfmTaskListItemFromMarkdown(),
      gfmStrikethroughFromMarkdown(),
      // Without its search through finished text, which would find addresses that somebody has escaped.
      { ...gfmAutolinkLiteralFromMarkdown(), transforms: [] },
    ],
  };
}

/** For `toMarkdown`. */
export function writingSyntax() {
  return {
    bullet: "-" as const,
    emphasis: "*" as const,
    // A sign that no list uses: `- ---` would be a rule as a whole.
    rule: "_" as const,
    fences: true,
    listItemIndent: "one" as const,
    extensions: [
      gfmTableToMarkdown({ tablePipeAlign: false }),
      gfmTaskListItemToMarkdown(),
      gfmStrikethroughToMarkdown(),
      gfmAutolinkLiteralToMarkdown(),
    ],
  };
}
