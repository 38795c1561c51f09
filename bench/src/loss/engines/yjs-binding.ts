/**
 * y-prosemirror and what was made of it: their plugins in an editor's state, with a view that has no screen. The view
 * does what ProseMirror's own does with plugins, and nothing more: it applies what is dispatched and tells them.
 */
import type { Node, Schema } from "@tiptap/pm/model";
import { EditorState, type Plugin, type PluginView, type Transaction } from "@tiptap/pm/state";
import * as Y from "yjs";
import type { Engine, Person, PersonOptions } from "../person.ts";

/** What is used of such a package. */
export interface YjsBinding {
  /** The plugin that keeps a Yjs fragment and the editor's document in step. */
  readonly syncPlugin: (fragment: Y.XmlFragment) => Plugin;
  readonly undoPlugin: (options: { readonly undoManager: Y.UndoManager }) => Plugin;
  /** The origin of changes that come from the editor. */
  readonly origin: unknown;
  /** Which deleted things the package's own undo manager leaves alone. */
  readonly deleteFilter: (item: Y.Item) => boolean;
  readonly writeDocument: (doc: Node, fragment: Y.XmlFragment) => void;
}

/** An engine around one of the packages. */
export function yjsEngine(facts: Pick<Engine, "name" | "title" | "packages">, binding: YjsBinding): Engine {
  return {
    ...facts,
    start(_schema, doc) {
      const document = new Y.Doc();
      document.clientID = 99;
      binding.writeDocument(doc, fragmentOf(document));
      return Y.encodeStateAsUpdate(document);
    },
    open: (options) => open(binding, options),
  };
}

function open(binding: YjsBinding, { schema, start, index }: PersonOptions): Person {
  const document = new Y.Doc();
  document.clientID = index + 1;
  Y.applyUpdate(document, start);
  const undoManager = new Y.UndoManager(fragmentOf(document), {
    trackedOrigins: new Set([binding.origin]),
    deleteFilter: (item) => binding.deleteFilter(item),
    captureTransaction: (transaction) => transaction.meta.get("addToHistory") !== false,
    // Who pauses says so: a run takes no time.
    captureTimeout: Number.MAX_SAFE_INTEGER,
  });
  const view = new ViewWithoutScreen(schema, [
    binding.syncPlugin(fragmentOf(document)),
    binding.undoPlugin({ undoManager }),
  ]);
  const updates: Uint8Array[] = [];
  document.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin !== fromOthers) updates.push(update);
  });
  return {
    get doc() {
      return view.state.doc;
    },
    edit: (transaction) => view.take(transaction),
    undo: () => void undoManager.undo(),
    redo: () => void undoManager.redo(),
    pause: () => undoManager.stopCapturing(),
    takeUpdate: () => (updates.length === 0 ? null : Y.mergeUpdates(updates.splice(0))),
    applyUpdate: (update) => Y.applyUpdate(document, update, fromOthers),
    reopened() {
      const fresh = new Y.Doc();
      Y.applyUpdate(fresh, Y.encodeStateAsUpdate(document));
      return new ViewWithoutScreen(schema, [binding.syncPlugin(fragmentOf(fresh))]).state.doc;
    },
    fixUps: null,
    blocksVisited: null,
  };
}

const fromOthers = { name: "from others" };

function fragmentOf(document: Y.Doc): Y.XmlFragment {
  return document.getXmlFragment("prosemirror");
}

/** What the plugins see of ProseMirror's view. */
class ViewWithoutScreen {
  state: EditorState;
  readonly isDestroyed = false;
  private readonly pluginViews: PluginView[] = [];

  constructor(schema: Schema, plugins: readonly Plugin[]) {
    this.state = EditorState.create({ schema, plugins: [...plugins] });
    // Plugins are made for a view with a screen; of this they use no more than there is.
    for (const { spec } of plugins) {
      const view = spec.view?.(this as never);
      if (view) this.pluginViews.push(view);
    }
  }

  dispatch(transaction: Transaction): void {
    const before = this.state;
    this.state = before.applyTransaction(transaction).state;
    for (const view of this.pluginViews) view.update?.(this as never, before);
  }

  hasFocus(): boolean {
    return false;
  }

  /** Does the steps of a transaction that was made on the same document by a state without plugins. */
  take(transaction: Transaction): void {
    const own = this.state.tr;
    for (const step of transaction.steps) own.step(step);
    this.dispatch(own);
  }
}
