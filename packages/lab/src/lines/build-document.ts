/** The document that lines stand for: neighbours in containers of one type share them. */
import { Fragment, type Mark, type Node, type Schema } from "@tiptap/pm/model";
import type { Around, Line, Run } from "./line.ts";

/**
 * Builds a document. A container that must begin with another block than it has is given an empty one, as editors do;
 * what the schema does not know is shown as a paragraph. Text is never left out.
 */
export function buildDocument(schema: Schema, lines: readonly Line[]): Node {
  const blocks = build(schema, lines, 0);
  return schema.topNodeType.create(null, blocks.length > 0 ? blocks : blockOf(schema, emptyLine));
}

const emptyLine: Line = { runs: [], format: { type: "paragraph", attrs: {}, around: [] } };

function build(schema: Schema, lines: readonly Line[], depth: number): Node[] {
  const blocks: Node[] = [];
  for (let from = 0; from < lines.length; ) {
    const around = lines[from]?.format.around[depth];
    if (!around) {
      blocks.push(blockOf(schema, lines[from] ?? emptyLine));
      from++;
      continue;
    }
    let to = from + 1;
    while (continues(around, lines[to]?.format.around[depth])) to++;
    blocks.push(...container(schema, around, build(schema, lines.slice(from, to), depth + 1)));
    from = to;
  }
  return blocks;
}

function continues(around: Around, next: Around | undefined): boolean {
  return next !== undefined && next.type === around.type && !next.opens;
}

function container(schema: Schema, around: Around, content: readonly Node[]): readonly Node[] {
  const type = schema.nodes[around.type];
  if (!type) return content;
  const fragment = Fragment.fromArray([...content]);
  const before = type.contentMatch.fillBefore(fragment, true);
  return [type.create(around.attrs, before ? before.append(fragment) : fragment)];
}

function blockOf(schema: Schema, { runs, format }: Line): Node {
  const type = schema.nodes[format.type] ?? schema.nodes.paragraph ?? schema.topNodeType;
  if (type.isTextblock) {
    const inline = runs
      .flatMap((run) => inlineOf(schema, run))
      .filter((node) => type.contentMatch.matchType(node.type));
    return type.create(
      format.attrs,
      inline.map((node) => node.mark(type.allowedMarks(node.marks))),
    );
  }
  // A rule into which somebody typed at the same time is a paragraph: its text has to show.
  const paragraph = schema.nodes.paragraph;
  return runs.length > 0 && paragraph
    ? paragraph.create(
        null,
        runs.flatMap((run) => inlineOf(schema, run)),
      )
    : type.create(format.attrs);
}

function inlineOf(schema: Schema, { content, marks }: Run): Node[] {
  const made: Mark[] = marks.flatMap(({ type, attrs }) => schema.marks[type]?.create(attrs) ?? []);
  const sorted = made.reduce<readonly Mark[]>((set, mark) => mark.addToSet(set), []);
  if (typeof content === "string") return content === "" ? [] : [schema.text(content, sorted)];
  const type = schema.nodes[content.atom];
  return type ? [type.create(content.attrs, null, sorted)] : [];
}
