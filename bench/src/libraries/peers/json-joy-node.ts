import { StrNode, ts } from "json-joy/lib/json-crdt/index.js";
import type { Editor, EditorLibrary } from "../../library.ts";

/** The sequence of json-joy without the model around it: nothing that could be sent is made. */
export const jsonJoyNode: EditorLibrary = {
  name: "json-joy-node",
  title: "json-joy, bare node",
  packages: ["json-joy"],
  use: "`StrNode` alone, `insAt` and `delete`: no clock, no patches. Shown in case that the model around it costs much; only local edits can be asked of it.",
  bundles: {},
  merges: false,
  create: () => new JsonJoyNode(),
};

class JsonJoyNode implements Editor {
  private readonly node = new StrNode(ts(1, 1));
  private time = 2;

  insert(index: number, text: string): void {
    this.node.insAt(index, ts(1, this.time), text);
    this.time += text.length;
  }

  delete(index: number, count: number): void {
    const spans = this.node.findInterval(index, count);
    if (spans) this.node.delete(spans);
  }

  text(): string {
    return this.node.view();
  }
}
