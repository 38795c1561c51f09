/** A document as a Yjs update, in the form of Tiptap's and y-prosemirror's bindings. */
import type { Mark, Node } from "@tiptap/pm/model";
import { foreignOf } from "@weft/interchange";
import * as Y from "yjs";
import { hashedMarkKey } from "./names.ts";

/** The options of `writeYjs`. */
export interface WriteYjsOptions {
  readonly doc: Node;
  /** The name of the fragment; Tiptap's `default` if left out. */
  readonly fragment?: string;
}

/**
 * The bytes of one update (v1) that makes a new Yjs document show `doc`. Unknown things go out under the name that
 * they came with. Not repeatable: Yjs picks a client id at random.
 */
export function writeYjs(options: WriteYjsOptions): Uint8Array {
  const document = new Y.Doc();
  const fragment = document.getXmlFragment(options.fragment ?? "default");
  document.transact(() => fragment.insert(0, childrenOf(options.doc)));
  const update = Y.encodeStateAsUpdate(document);
  document.destroy();
  return update;
}

function childrenOf(node: Node): (Y.XmlElement | Y.XmlText)[] {
  const children: (Y.XmlElement | Y.XmlText)[] = [];
  let run: Node[] = [];
  const endRun = () => {
    if (run.length > 0) children.push(textOf(run));
    run = [];
  };
  for (const child of node.content.content) {
    if (child.isText) {
      run.push(child);
      continue;
    }
    endRun();
    children.push(elementOf(child));
  }
  endRun();
  return children;
}

function elementOf(node: Node): Y.XmlElement {
  const { name, attributes } = foreignOf(node);
  const element = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.insert(0, childrenOf(node));
  return element;
}

function textOf(run: readonly Node[]): Y.XmlText {
  const text = new Y.XmlText();
  text.applyDelta(run.map((node) => ({ insert: node.text ?? "", attributes: formatsOf(node.marks) })));
  return text;
}

function formatsOf(marks: readonly Mark[]): Record<string, unknown> {
  return Object.fromEntries(
    marks.map((mark) => {
      const { name, attributes } = foreignOf(mark);
      const stacks = !mark.type.excludes(mark.type);
      return [stacks ? hashedMarkKey(name, attributes) : name, attributes];
    }),
  );
}
