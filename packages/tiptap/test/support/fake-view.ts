/** An editor view without a screen: shows states, tells its plugin, composes when it is told to. */

import type { Node } from "@tiptap/pm/model";
import { EditorState, type Plugin, type Transaction } from "@tiptap/pm/state";
import { VirtualClock } from "@weft/base";
import { bindingOf } from "../../src/document/collaborative-document.ts";
import {
  type BoundEditorView,
  bindView,
  collaborationPlugin,
} from "../../src/editor/collaboration-plugin.ts";
import { recordSelections, selectionRecorder } from "../../src/editor/selection-recorder.ts";
import type { CollaborativeDocument } from "../../src/index.ts";

/** A view that is bound to a document. */
export class FakeView implements BoundEditorView {
  state: EditorState;
  private isComposing = false;
  isDestroyed = false;
  readonly clock = new VirtualClock();
  /** Every transaction that was dispatched, by anybody. */
  readonly dispatched: Transaction[] = [];
  /** What was told of refused edits. */
  readonly refused: string[] = [];
  /** The documents before which the scroll position was held. */
  readonly held: Node[] = [];
  /** What the browser did and ProseMirror has not read yet. */
  unread: ((state: EditorState) => Transaction) | null = null;
  /** The part of ProseMirror's observer that reads it. */
  readonly domObserver = {
    flush: () => {
      const { unread } = this;
      this.unread = null;
      if (unread) this.dispatch(unread(this.state));
    },
  };
  private readonly bound: ReturnType<typeof bindView>;
  private readonly recorder: ReturnType<typeof recordSelections>;

  /** `doc`: what the view shows at first, if it is not what the document shows by now. */
  constructor(document: CollaborativeDocument, plugins: readonly Plugin[] = [], doc = document.doc) {
    const binding = bindingOf(document);
    this.state = EditorState.create({
      doc,
      plugins: [collaborationPlugin(binding, () => {}), selectionRecorder(binding), ...plugins],
    });
    this.recorder = recordSelections(binding, this.state);
    this.bound = bindView(binding, this, {
      clock: this.clock,
      scroll: { hold: () => this.held.push(this.state.doc) },
      onRefused: (error) => this.refused.push(error.message),
    });
  }

  get composing(): boolean {
    return this.isComposing;
  }

  set composing(isComposing: boolean) {
    if (isComposing && !this.isComposing) this.bound.compose();
    this.isComposing = isComposing;
  }

  dispatch(transaction: Transaction): void {
    const before = this.state;
    this.dispatched.push(transaction);
    this.state = before.apply(transaction);
    this.bound.update(this, before);
    this.recorder.update(this, before);
  }
}
