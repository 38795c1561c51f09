/**
 * The plugin between an editor view and a binding. Local transactions are taken only after the view shows their
 * state; what the model shows is dispatched as a transaction with a mark on it, which is never taken as a local
 * edit. Carets are kept by anchors, and steps that touch composing text wait for its end.
 */

import { type EditorState, Plugin, type Transaction } from "@tiptap/pm/state";
import type { Step, Transform } from "@tiptap/pm/transform";
import type { EditorView } from "@tiptap/pm/view";
import { type Clock, systemClock, type Timer } from "@weft/base";
import type { Binding } from "../document/binding.ts";
import { markAsOurs, shownOrigin } from "../document/transaction-meta.ts";
import { readScreen } from "../screen/read-screen.ts";
import { SteadyScroll } from "../screen/steady-scroll.ts";
import { type AnchoredSelection, anchorSelection, restoreSelection } from "./anchored-selection.ts";
import { ComposedText } from "./composed-text.ts";
import { differenceStep } from "./difference-step.ts";
import { type ChainLink, chainKey, emptyChain, extendChain, takeChain } from "./local-chain.ts";
import { type Composed, composedAt, WaitingSteps } from "./waiting-steps.ts";

/** Long enough for ProseMirror to read the composed text after `compositionend`. */
const COMPOSITION_SETTLE_MS = 60;

const bindingsByPlugin = new WeakMap<Plugin, Binding>();

/** The binding that an editor's state is bound to, or null if it has no collaboration. */
export function bindingOfState(state: EditorState): Binding | null {
  const plugin = chainKey.get(state);
  return (plugin && bindingsByPlugin.get(plugin)) ?? null;
}

/** Told of an edit that the model refused and that was taken back. */
export type RefusedEditListener = (error: RangeError) => void;

/** The plugin for one editor. Its state is the chain of local transactions. */
export function collaborationPlugin(binding: Binding, onRefused: RefusedEditListener): Plugin<ChainLink> {
  const boundViews = new WeakMap<EditorView, ReturnType<typeof bindView>>();
  const plugin = new Plugin<ChainLink>({
    key: chainKey,
    props: {
      handleDOMEvents: { compositionstart: (view) => boundViews.get(view)?.compose() },
    },
    state: {
      init: () => emptyChain(),
      apply: (transaction, chain) => extendChain(chain, transaction),
    },
    view: (view) => {
      const bound = bindView(binding, view, {
        clock: systemClock,
        scroll: new SteadyScroll(view),
        onRefused,
      });
      boundViews.set(view, bound);
      return bound;
    },
  });
  bindingsByPlugin.set(plugin, binding);
  return plugin;
}

/** What is needed of an editor view. */
export type BoundEditorView = Pick<EditorView, "state" | "dispatch" | "composing" | "isDestroyed">;

/** What is around a view. */
export interface Surroundings {
  readonly clock: Clock;
  readonly scroll: Pick<SteadyScroll, "hold">;
  readonly onRefused: RefusedEditListener;
}

/**
 * Ties a view to a binding until it is destroyed; `update` is called after the view shows a new state, `compose` when an
 * input method begins.
 */
export function bindView(
  binding: Binding,
  view: BoundEditorView,
  surroundings: Surroundings,
): { update(view: BoundEditorView, before: EditorState): void; compose(): void; destroy(): void } {
  return new BoundView(binding, view, surroundings);
}

class BoundView {
  private readonly binding: Binding;
  private readonly view: BoundEditorView;
  private readonly clock: Clock;
  private readonly scroll: Surroundings["scroll"];
  private readonly onRefused: RefusedEditListener;
  private readonly waiting = new WaitingSteps();
  private readonly composedText: ComposedText;
  private readonly stopListening: () => void;
  private taken: ChainLink;
  private selection: AnchoredSelection;
  private settling: Timer | null = null;

  constructor(binding: Binding, view: BoundEditorView, { clock, scroll, onRefused }: Surroundings) {
    this.binding = binding;
    this.clock = clock;
    this.scroll = scroll;
    this.onRefused = onRefused;
    this.view = view;
    this.composedText = new ComposedText(binding);
    this.taken = chainKey.getState(view.state) ?? emptyChain();
    this.selection = anchorSelection(binding, view.state.selection);
    this.stopListening = binding.onTransaction((transaction) => this.show(transaction));
    // The model may have gone on between the editor's making and its mounting.
    const missed = differenceStep(view.state.doc, binding.doc);
    if (missed) {
      this.waiting.hold(missed);
      this.settleAfter(0);
    }
  }

  /** The view shows a new state: everything in its chain is committed. */
  update(view: BoundEditorView, before: EditorState): void {
    const { transform, taken } = takeChain(view.state, this.taken);
    this.taken = taken;
    if (transform) this.take(transform);
    if (!this.waiting.isWaiting && !before.selection.eq(view.state.selection)) this.keepSelection();
    if (view.composing) this.compose();
    if (this.waiting.isWaiting && !view.composing) this.settle();
  }

  /** An input method composes: notes the text around it as long as the model shows the same. */
  compose(): void {
    if (!this.waiting.isWaiting) this.composedText.note(this.view.state);
  }

  /** Gives the model what was done here. What it refuses is taken back, so that the view shows what is there. */
  private take(transform: Transform): void {
    const typed = this.waiting.isWaiting ? this.composedText.pass(transform) : null;
    let followUp: Transaction | null;
    try {
      followUp = this.binding.edit(this.waiting.passLocal(transform, typed?.transform));
      if (typed && !followUp) this.composedText.taken(typed);
      else this.composedText.forget();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.showWaiting();
      this.onRefused(error);
      return;
    }
    if (followUp) this.show(followUp);
  }

  destroy(): void {
    this.stopListening();
    this.settling?.cancel();
  }

  private show(shown: Transaction): void {
    const origin = shownOrigin(shown);
    // An undo says itself where the caret goes, and a follow-up comes right after the view's own state.
    if (origin !== "undo" && origin !== "repair" && !this.readBefore(shown)) return;
    const steps = this.waiting.receive(this.view.state.doc, shown.steps, this.composed());
    if (steps.length > 0) this.dispatch(steps, shown);
    if (this.waiting.isWaiting) this.settle();
  }

  /**
   * Reads what the browser did, which is done on the document from before `shown`: its steps wait meanwhile.
   * False if text was read, and all was shown past it.
   */
  private readBefore(shown: Transaction): boolean {
    const { state } = this.view;
    if (this.view.composing || this.waiting.isWaiting) return true;
    for (const step of shown.steps) this.waiting.hold(step);
    readScreen(this.view);
    if (this.view.state.doc !== state.doc) {
      this.showWaiting();
      return false;
    }
    this.waiting.takeAll();
    // Anchors of before are those of the old caret; of the new one the model knows no place before the steps.
    if (!this.view.state.selection.eq(state.selection)) this.selection = null;
    return true;
  }

  private dispatch(steps: readonly Step[], shown: Transaction): void {
    const transaction = this.view.state.tr;
    for (const step of steps) transaction.step(step);
    const origin = shownOrigin(shown) ?? "remote";
    markAsOurs(transaction, origin);
    if (!this.waiting.isWaiting)
      restoreSelection(this.binding, transaction, { kept: this.selection, origin });
    if (origin === "remote") this.scroll.hold();
    this.composedText.follow(transaction.mapping);
    this.view.dispatch(transaction);
    this.binding.adopt(this.view.state.doc);
    this.keepSelection();
  }

  private keepSelection(): void {
    this.selection = anchorSelection(this.binding, this.view.state.selection);
  }

  /** What an input method composes, if it does. */
  private composed(): Composed | null {
    return this.view.composing ? composedAt(this.view.state.selection) : null;
  }

  /** Shows what waited once nothing is composed any more. */
  private settle(): void {
    this.settleAfter(COMPOSITION_SETTLE_MS);
  }

  private settleAfter(delayMs: number): void {
    if (this.settling) return;
    this.settling = this.clock.after(delayMs, () => {
      this.settling = null;
      if (this.view.isDestroyed || !this.waiting.isWaiting) return;
      if (this.view.composing) this.settle();
      else this.showWaiting();
    });
  }

  private showWaiting(): void {
    const transaction = this.view.state.tr;
    for (const step of this.waiting.takeAll()) transaction.maybeStep(step);
    this.composedText.forget();
    // After an edit that was refused the view shows something that the model never had.
    const difference = differenceStep(transaction.doc, this.binding.doc);
    if (difference) transaction.step(difference);
    if (!transaction.docChanged) return;
    markAsOurs(transaction, "remote");
    this.scroll.hold();
    this.view.dispatch(transaction);
    this.binding.adopt(this.view.state.doc);
    this.keepSelection();
  }
}
