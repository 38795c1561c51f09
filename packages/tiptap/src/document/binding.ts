/**
 * ProseMirror on one side, `RichText` on the other. Holds the document that the model shows and keeps the two
 * in step: committed transactions become edits, everything else that changes the model becomes a transaction.
 * It knows no editor view; `Collaboration` and `createDocument` are the two shells around it.
 */

import type { Node, Schema } from "@tiptap/pm/model";
import { EditorState, type Transaction } from "@tiptap/pm/state";
import type { Step, Transform } from "@tiptap/pm/transform";
import { assert } from "@weft/base";
import type { BlockId, Origin, Patch, RichText } from "@weft/richtext";
import type { Touched } from "../local/carry.ts";
import { toLocalEdits } from "../local/local-edits.ts";
import { applyContentSteps } from "../remote/content-steps.ts";
import { type Dirt, type Followed, followPatches, handlesOf } from "../remote/follow-patches.ts";
import { replaceRun } from "../remote/replace-run.ts";
import { type RenderedRun, renderNode, renderNodes, sliceOfRun } from "../show/render-run.ts";
import { type BlockHandle, ShownBlocks } from "../show/shown-blocks.ts";
import { Vocabulary } from "../show/vocabulary.ts";
import { markAsOurs } from "./transaction-meta.ts";
import { UndoSelections } from "./undo-selections.ts";

/** How much work the binding did, and how often it had to repair what the editor showed. */
export interface BindingStats {
  /** Local transactions after which the model showed something else than the editor, against the rules. */
  fixUps: number;
  /** Blocks rendered or compared. */
  blocksVisited: number;
}

/** Called with a transaction that starts from the document before and ends at the binding's `doc`. */
export type TransactionListener = (transaction: Transaction) => void;

/** A rich text and the ProseMirror document that shows it. */
export class Binding implements Followed {
  readonly richText: RichText;
  readonly vocabulary: Vocabulary;
  readonly blocks = new ShownBlocks();
  readonly stats: BindingStats = { fixUps: 0, blocksVisited: 0 };
  /** Where the selection was before and after what can be undone. */
  readonly selections = new UndoSelections();
  private shown: Node;
  /** Patches of the call into the model that is under way; null between calls. */
  private gathered: Patch[] | null = null;
  private readonly listeners = new Set<TransactionListener>();
  private readonly unsubscribe: () => void;

  constructor(schema: Schema, richText: RichText) {
    this.richText = richText;
    this.vocabulary = Vocabulary.of(schema);
    this.shown = this.showAll();
    this.unsubscribe = richText.onPatch((patches, origin) => {
      if (this.gathered) this.gathered.push(...patches);
      else this.announce(this.follow(patches, origin));
    });
  }

  /** The document as it is shown now. */
  get doc(): Node {
    return this.shown;
  }

  /** Stops following the model. */
  close(): void {
    this.unsubscribe();
    this.listeners.clear();
  }

  /**
   * Takes the editor's own object for the document that both show, so that the next transaction is recognised
   * without comparing. Any other document is left alone.
   */
  adopt(doc: Node): void {
    if (doc !== this.shown && doc.eq(this.shown)) this.shown = doc;
  }

  /** Called with every transaction that comes from the model rather than from `edit`. */
  onTransaction(listener: TransactionListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Takes a committed local transaction made on `doc`. Returns the transaction that an editor has to dispatch
   * after it because the rules show more than was done, or null. Throws a `RangeError`, nothing changed, if
   * the transaction starts from another document or holds what the model refuses, such as a value without end.
   */
  edit(transform: Transform): Transaction | null {
    if (transform.before !== this.shown && !transform.before.eq(this.shown)) {
      throw new RangeError("the transaction was made on another document than the one shown");
    }
    const change = toLocalEdits(this, transform);
    const patches = this.gather(() => {
      if (change && change.edits.length > 0) this.richText.edit(change.edits);
    });
    this.shown = transform.doc;
    if (!change) return null;
    const followUp = this.verify(followPatches(this, patches), change.touched);
    if (followUp && !change.hasConsequences) this.stats.fixUps++;
    return followUp;
  }

  /** Calls into the model and returns the transaction that shows what came of it, or null. Announces it too. */
  run(call: () => void, origin: Origin): Transaction | null {
    let transaction: Transaction | null = null;
    const patches: Patch[] = [];
    try {
      this.gather(call, patches);
    } finally {
      transaction = this.follow(patches, origin);
      this.announce(transaction);
    }
    return transaction;
  }

  private gather(call: () => void, into: Patch[] = []): Patch[] {
    assert(this.gathered === null, "calls into the model do not nest");
    this.gathered = into;
    try {
      call();
    } finally {
      this.gathered = null;
    }
    return into;
  }

  private announce(transaction: Transaction | null): void {
    if (transaction) for (const listener of this.listeners) listener(transaction);
  }

  /** Shows what changed in the model as the smallest steps, from the end of the document to its start. */
  private follow(patches: readonly Patch[], origin: Origin): Transaction | null {
    const { runs, contents } = followPatches(this, patches);
    const transaction = EditorState.create({ doc: this.shown }).tr;
    const sizes: { readonly handle: BlockHandle; readonly nodeSize: number }[] = [];
    const tasks = [
      ...contents.map(({ handle, patches: textPatches }) => {
        const position = this.blocks.nodePosition(handle);
        // Among runs the list has blocks that the document does not have yet.
        const indexes = runs.length === 0 ? this.blocks.indexesOf(handle) : null;
        return {
          position,
          apply: () => {
            const wanted = renderNode(this.vocabulary, this.richText, handle);
            assert(wanted !== null, "only a block with a node has content");
            applyContentSteps(this.vocabulary, transaction, {
              position,
              indexes,
              patches: textPatches,
              wanted,
            });
            sizes.push({ handle, nodeSize: wanted.nodeSize });
          },
        };
      }),
      ...runs.toReversed().map((run) => ({
        position: run.from,
        apply: () => {
          const rendered = renderNodes(this.vocabulary, this.richText, handlesOf(this.blocks, run));
          const step = replaceRun(this.vocabulary, transaction.doc, { ...run, run: rendered });
          if (step) transaction.step(step);
          for (const [index, handle] of rendered.handles.entries()) {
            sizes.push({ handle, nodeSize: rendered.nodes[index]?.nodeSize ?? 0 });
          }
        },
      })),
    ];
    // Stable: new blocks take no room yet, so what they stand straight before has their position and goes first.
    tasks.sort((a, b) => b.position - a.position);
    for (const { apply } of tasks) apply();
    for (const { handle, nodeSize } of sizes) this.blocks.setNodeSize(handle, nodeSize);
    this.stats.blocksVisited += sizes.length;
    if (!transaction.docChanged) return null;
    this.shown = transaction.doc;
    return markAsOurs(transaction, origin);
  }

  /** Compares what a local transaction touched with what the model shows by now, and makes it so. */
  private verify(dirt: Dirt, touched: Touched): Transaction | null {
    const dirty = [
      ...dirt.runs.flatMap((run) => handlesOf(this.blocks, run)),
      ...dirt.contents.map(({ handle }) => handle),
    ];
    const nodes = new Map<BlockHandle, Node | null>();
    for (const handle of dirty) {
      const node = renderNode(this.vocabulary, this.richText, handle);
      nodes.set(handle, node);
      this.blocks.setNodeSize(handle, node?.nodeSize ?? 0);
    }
    const { list } = this.blocks;
    const beyond = this.blocks.size - (this.shown.content.size - touched.to);
    const edges = [this.handleNear(touched.from - 1), this.handleNear(beyond), ...dirty];
    let first = edges[0]!;
    let last = edges[0]!;
    for (const handle of edges) {
      if (list.indexOf(handle) < list.indexOf(first)) first = handle;
      if (list.indexOf(handle) > list.indexOf(last)) last = handle;
    }
    const handles = handlesOf(this.blocks, { first, last });
    const step = this.repairStep({
      handles,
      nodes: handles.map((handle) => nodes.get(handle) ?? renderNode(this.vocabulary, this.richText, handle)),
    });
    if (!step) return null;
    const transaction = EditorState.create({ doc: this.shown }).tr.step(step);
    this.shown = transaction.doc;
    return markAsOurs(transaction, "repair");
  }

  /** The step that makes the document show these neighbours, where it does not. */
  private repairStep(rendered: RenderedRun): Step | null {
    const first = rendered.handles[0]!;
    const last = rendered.handles.at(-1)!;
    this.stats.blocksVisited += rendered.handles.length;
    const from = this.blocks.start(first);
    const rest = this.blocks.size - this.blocks.start(last) - last.weights[0]!;
    const to = this.shown.content.size - rest;
    if (first === last && this.shown.content.size === this.blocks.size) {
      const [node] = rendered.nodes;
      if (node && this.blocks.nodeAt(this.shown, first, from + first.item.opens)?.eq(node)) return null;
    }
    return replaceRun(this.vocabulary, this.shown, { from, to, run: rendered });
  }

  private handleNear(position: number): BlockHandle {
    const inside = Math.max(0, Math.min(position, this.blocks.size - 1));
    return this.blocks.list.find(inside)!.handle;
  }

  private showAll(): Node {
    const { richText, vocabulary, blocks } = this;
    const inserted: BlockId[] = [];
    for (let index = 0; index < richText.blockCount; index++) inserted.push(richText.blockAt(index).id);
    const { runs } = followPatches(this, [{ type: "blocks", index: 0, removed: [], inserted }]);
    assert(runs.length === 1, "a new document is one run");
    const rendered = renderNodes(vocabulary, richText, handlesOf(blocks, runs[0]!));
    for (const [index, handle] of rendered.handles.entries()) {
      blocks.setNodeSize(handle, rendered.nodes[index]?.nodeSize ?? 0);
    }
    return vocabulary.schema.topNodeType.create(null, sliceOfRun(vocabulary, rendered, 0).content);
  }
}
