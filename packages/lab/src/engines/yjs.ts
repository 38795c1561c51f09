/**
 * Yjs with the binding that Tiptap's collaboration extension uses: its plugins in an editor's state, with a view that has
 * no screen. The view does what ProseMirror's own does with plugins, and nothing more: it applies what is dispatched and
 * tells them. The relay passes updates on and merges those of people who were away, as y-websocket's does.
 */
import type { Schema } from "@tiptap/pm/model";
import { EditorState, type Plugin, type PluginView, type Transaction } from "@tiptap/pm/state";
import {
  defaultDeleteFilter,
  defaultProtectedNodes,
  prosemirrorToYXmlFragment,
  ySyncPlugin,
  ySyncPluginKey,
  yUndoPlugin,
} from "@tiptap/y-tiptap";
import * as Y from "yjs";
import type { CompanyOptions, Engine, Replica } from "../engine/engine.ts";
import { passingRelay } from "../engine/passing-relay.ts";

/** Yjs. */
export const yjs: Engine = {
  name: "yjs",
  title: "Yjs",
  worksOn: "tree",
  channel: "any-order",
  pollsEveryMs: null,
  source:
    "Nicolaescu et al., Near Real-Time Peer-to-Peer Shared Editing on Extensible Data Types; yjs, @tiptap/y-tiptap",
  start(options) {
    const beginning = new Y.Doc();
    beginning.clientID = 99;
    prosemirrorToYXmlFragment(options.doc, fragmentOf(beginning));
    const update = Y.encodeStateAsUpdate(beginning);
    return {
      relay: passingRelay(options.peopleCount, (updates) => Y.mergeUpdates([...updates])),
      replicas: Array.from({ length: options.peopleCount }, (_, person) => open(options, update, person)),
    };
  },
};

const fromOthers = { name: "from others" };

function open({ schema }: CompanyOptions, start: Uint8Array, person: number): Replica {
  const document = new Y.Doc();
  document.clientID = person + 1;
  Y.applyUpdate(document, start);
  const fragment = fragmentOf(document);
  const undoManager = new Y.UndoManager(fragment, {
    trackedOrigins: new Set([ySyncPluginKey]),
    deleteFilter: (item) => defaultDeleteFilter(item, defaultProtectedNodes),
    captureTransaction: (transaction) => transaction.meta.get("addToHistory") !== false,
    // Who pauses says so: a run takes no time.
    captureTimeout: Number.MAX_SAFE_INTEGER,
  });
  const view = new ViewWithoutScreen(schema, [ySyncPlugin(fragment), yUndoPlugin({ undoManager })]);
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
    takeMessages: () => (updates.length === 0 ? [] : [Y.mergeUpdates(updates.splice(0))]),
    receive: (message) => Y.applyUpdate(document, message, fromOthers),
    save: () => Y.encodeStateAsUpdate(document),
    reopened() {
      const fresh = new Y.Doc();
      Y.applyUpdate(fresh, Y.encodeStateAsUpdate(document));
      return new ViewWithoutScreen(schema, [ySyncPlugin(fragmentOf(fresh))]).state.doc;
    },
    memoryRoots: () => [document.store],
  };
}

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
