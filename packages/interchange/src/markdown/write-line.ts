/** The content of a textblock as mdast. */
import { Mark, type Node } from "@tiptap/pm/model";
import type { PhrasingContent } from "mdast";
import { escapeForMarkdown } from "../html/escape.ts";
import { keptSpaces, Spaces } from "../html/spaces.ts";
import { closeTag, type HtmlWriter, openTag } from "../html/write-html.ts";
import type { MarkEntry } from "../vocabulary/entry.ts";
import { furtherAttributes, type Vocabulary } from "../vocabulary/vocabulary.ts";

/** A piece of a line with the marks that are not yet written around it. */
interface Item {
  readonly node: Node;
  readonly index: number;
  readonly marks: readonly Mark[];
}

/** What stands before and after some items: a character, a space at the line's ends. */
interface Surroundings {
  readonly before: string;
  readonly after: string;
}

/** Writes lines of one schema. */
export class LineWriter {
  private readonly vocabulary: Vocabulary;
  private readonly html: HtmlWriter;

  constructor(vocabulary: Vocabulary, html: HtmlWriter) {
    this.vocabulary = vocabulary;
    this.html = html;
  }

  write(block: Node, breaks: "lines" | "tags"): PhrasingContent[] {
    const items = block.content.content.map((node, index): Item => ({ node, index, marks: node.marks }));
    const line = new LineContext(block, breaks);
    const children = this.items(items, line, { before: " ", after: " " });
    return line.endsInBreak ? [...children, { type: "html", value: "<br>" }] : children;
  }

  private items(items: readonly Item[], line: LineContext, around: Surroundings): PhrasingContent[] {
    const written: PhrasingContent[] = [];
    for (let from = 0; from < items.length; ) {
      const chosen = this.longestMark(items, from);
      if (!chosen) {
        const item = items[from];
        if (item) written.push(...this.leaf(item, line));
        from++;
        continue;
      }
      const { mark, to } = chosen;
      const inner = items
        .slice(from, to)
        .map((item): Item => ({ ...item, marks: item.marks.filter((other) => !other.eq(mark)) }));
      const next = items[to];
      const outside = {
        before: lastCharacter(written.at(-1)) ?? around.before,
        after: next ? firstOf(next) : around.after,
      };
      written.push(...this.marked({ mark, inner, line, outside, previous: written.at(-1) }));
      from = to;
    }
    return written;
  }

  /** Of the marks on an item the one that reaches farthest; tags of HTML before Markdown's signs, code last. */
  private longestMark(
    items: readonly Item[],
    from: number,
  ): { readonly mark: Mark; readonly to: number } | null {
    let best: { readonly mark: Mark; readonly to: number; readonly rank: number } | null = null;
    const marks = items[from]?.marks ?? [];
    for (const mark of marks.filter((candidate) => isOutermost(candidate, marks))) {
      let to = from + 1;
      while (to < items.length && isOutermost(mark, items[to]?.marks ?? [])) to++;
      const rank = this.rankOf(mark);
      if (!best || (rank === best.rank ? to > best.to : rank < best.rank)) best = { mark, to, rank };
    }
    return best;
  }

  private rankOf(mark: Mark): number {
    const entry = this.vocabulary.mark(mark.type.name);
    if (entry?.verbatim) return 2;
    return entry?.toMarkdown ? 1 : 0;
  }

  private marked(part: {
    readonly mark: Mark;
    readonly inner: readonly Item[];
    readonly line: LineContext;
    readonly outside: Surroundings;
    readonly previous: PhrasingContent | undefined;
  }): PhrasingContent[] {
    const { mark, inner, line, outside, previous } = part;
    const entry = this.vocabulary.mark(mark.type.name);
    const isSaid = entry !== null && furtherAttributes(mark, entry.says) === null;
    if (isSaid && entry.verbatim) {
      const value = verbatimText(inner);
      if (value !== null) return [{ type: "inlineCode", value }];
    }
    const children = this.items(inner, line, outside);
    const made = isSaid ? this.asMarkdown(entry, mark, children) : null;
    if (made && (made.type === "link" || canDelimit(made, outside, previous))) return [made];
    const tag = this.html.markTag(mark);
    return [{ type: "html", value: openTag(tag) }, ...children, { type: "html", value: closeTag(tag) }];
  }

  private asMarkdown(entry: MarkEntry, mark: Mark, children: PhrasingContent[]): PhrasingContent | null {
    return children.length > 0 ? (entry.toMarkdown?.(mark, children) ?? null) : null;
  }

  private leaf(item: Item, line: LineContext): PhrasingContent[] {
    const { node, index } = item;
    if (node.isText) return textPieces(line.spaces, index, node.text ?? "");
    if (node.type.name === "hardBreak")
      return [line.isMarkdownBreak(index) ? { type: "break" } : { type: "html", value: "<br>" }];
    const said = this.vocabulary.node(node.type.name)?.toPhrasing?.(node);
    return [said ?? { type: "html", value: this.html.node(node) }];
  }
}

/** Whether a mark may be written around the others: of several of one type, such as comments, the order stays. */
function isOutermost(mark: Mark, marks: readonly Mark[]): boolean {
  return marks.find((other) => other.type === mark.type)?.eq(mark) === true;
}

/** What is known about the whole line. */
class LineContext {
  readonly spaces: Spaces;
  readonly endsInBreak: boolean;
  private readonly block: Node;
  private readonly breaks: "lines" | "tags";

  constructor(block: Node, breaks: "lines" | "tags") {
    this.block = block;
    this.breaks = breaks;
    this.spaces = new Spaces(block);
    this.endsInBreak = block.lastChild?.type.name === "hardBreak";
  }

  /** A line can break the Markdown way between two texts of the same marks, without spaces at the break. */
  isMarkdownBreak(index: number): boolean {
    if (this.breaks === "tags") return false;
    const before = this.block.maybeChild(index - 1);
    const after = this.block.maybeChild(index + 1);
    if (!before?.isText || !after?.isText) return false;
    const { marks } = this.block.child(index);
    if (!Mark.sameSet(before.marks, marks) || !Mark.sameSet(after.marks, marks)) return false;
    return /\S$/.test(before.text ?? "") && /^[^\s]/.test(after.text ?? "");
  }
}

function textPieces(spaces: Spaces, index: number, text: string): PhrasingContent[] {
  const pieces: PhrasingContent[] = [];
  for (const piece of spaces.split(index, text)) {
    const isWithin = piece.isKept && !piece.isEdge && /^ +$/.test(piece.text);
    if (piece.isKept && !isWithin)
      pieces.push({
        type: "html",
        value: keptSpaces(escapeForMarkdown(piece.text).replaceAll(" ", "&#32;")),
      });
    else {
      const last = pieces.at(-1);
      if (last?.type === "text") last.value += piece.text;
      else pieces.push({ type: "text", value: piece.text });
    }
  }
  return pieces;
}

/** Text that Markdown takes as it is, or null if there is something else, or a line end, which it would lose. */
function verbatimText(items: readonly Item[]): string | null {
  const texts = items.map(({ node, marks }) =>
    node.isText && marks.length === 0 ? (node.text ?? "") : "\n",
  );
  const text = texts.join("");
  return text.includes("\n") ? null : text;
}

/**
 * Whether `**`, `*` and `~~` are read as signs where they would stand: CommonMark's rules of flanking, taken
 * strictly, and no two signs that would run into one.
 */
function canDelimit(
  made: PhrasingContent,
  outside: Surroundings,
  previous: PhrasingContent | undefined,
): boolean {
  if (made.type !== "strong" && made.type !== "emphasis" && made.type !== "delete") return false;
  const first = firstCharacter(made.children[0]) ?? " ";
  const last = lastCharacter(made.children.at(-1)) ?? " ";
  if (previous && /^(strong|emphasis|delete)$/.test(previous.type)) return false;
  return flanks(outside.before, first) && flanks(outside.after, last);
}

function flanks(outside: string, inside: string): boolean {
  if (/\s/u.test(inside)) return false;
  return !isPunctuation(inside) || /\s/u.test(outside) || isPunctuation(outside);
}

function isPunctuation(character: string): boolean {
  return /[\p{P}\p{S}]/u.test(character);
}

/** The first character that a node is written with; signs and tags are punctuation. */
function firstCharacter(node: PhrasingContent | undefined): string | null {
  if (!node) return null;
  return node.type === "text" ? ([...node.value.slice(0, 2)][0] ?? " ") : "*";
}

function lastCharacter(node: PhrasingContent | undefined): string | null {
  if (!node) return null;
  return node.type === "text" ? ([...node.value.slice(-2)].at(-1) ?? " ") : "*";
}

function firstOf(item: Item): string {
  return item.node.isText && item.marks.length === 0
    ? ([...(item.node.text ?? "").slice(0, 2)][0] ?? " ")
    : "*";
}
