/**
 * Live editors of several people over one engine, with a network of the lab between them that runs as fast as the clock on
 * the wall. Each editor shows what its replica shows; what a person types goes to the replica as a transaction.
 */
import { baseKeymap, toggleMark } from "@tiptap/pm/commands";
import { keymap } from "@tiptap/pm/keymap";
import type { Node } from "@tiptap/pm/model";
import { liftListItem, sinkListItem, splitListItem } from "@tiptap/pm/schema-list";
import { type Command, EditorState, Plugin, type Transaction } from "@tiptap/pm/state";
import { EditorView } from "@tiptap/pm/view";
import {
  type Engine,
  estimateMemory,
  type Findings,
  freeJudge,
  isWeftReplica,
  type Judge,
  labSchema,
  parseDocument,
  Room,
  Stage,
  type WeftPicture,
  weftPicture,
} from "@weft/lab";
import { faultMarks } from "../marks/fault-marks.ts";

/** What there is to see of a live room. */
export interface LiveFigures {
  readonly findings: Findings;
  readonly bytes: number;
  readonly frames: number;
  readonly savedBytes: number;
  /** An estimate. */
  readonly memoryBytes: number;
  /** From the last edit until everybody had it; null while it is under way. */
  readonly mergeMs: number | null;
  /** Whether the findings are of now: everybody has everything. */
  readonly isQuiet: boolean;
  readonly thrown: string | null;
  /** The inside of the first person's document as it was when everybody last had everything; null of others than ours. */
  readonly picture: WeftPicture | null;
}

const beginning = "h2: The garden | In the spring the lime trees grow. | ul(roses; lavender)";

/** One engine's people. */
export class LiveRoom {
  readonly room: Room;
  private readonly stage: Stage;
  private readonly judge: Judge;
  private readonly views = new Map<number, EditorView>();
  private editedAtMs: number;
  private judgedAtMs = 0;
  private thrown: string | null = null;
  private picture: WeftPicture | null = null;

  constructor(engine: Engine, peopleCount: number) {
    const doc = parseDocument(labSchema, beginning);
    this.judge = freeJudge(doc, peopleCount);
    this.room = new Room({
      engine,
      schema: labSchema,
      doc,
      peopleCount,
      seed: 1,
      onReceived: (person, before, after) => {
        this.judge.received(person, before, after);
        this.show(person);
      },
    });
    this.stage = new Stage(this.room, this.judge);
    this.editedAtMs = this.room.timeline.now();
    this.picture = this.draw();
  }

  /** Puts a person's editor into `place`. Returns what takes it away again. */
  mount(person: number, place: HTMLElement, label: string): () => void {
    const view = new EditorView(place, {
      state: EditorState.create({ doc: this.room.replica(person).doc, plugins: this.plugins(person) }),
      attributes: { "aria-label": label, role: "textbox", "aria-multiline": "true" },
      dispatchTransaction: (transaction) => this.dispatch(person, transaction),
    });
    this.views.set(person, view);
    return () => {
      this.views.delete(person);
      view.destroy();
    };
  }

  /** Lets `deltaMs` of the network's time pass. */
  advance(deltaMs: number): void {
    this.guard(() => this.room.wait(deltaMs));
    if (!this.room.isQuiet || this.judgedAtMs === this.room.changedAtMs) return;
    this.judgedAtMs = this.room.changedAtMs;
    this.stage.judgeNow(this.stage.docs);
    this.picture = this.draw();
    // What was found is shown in the documents.
    for (const view of this.views.values()) view.updateState(view.state);
  }

  figures(): LiveFigures {
    const { bytes, frames } = this.room.traffic();
    const { isQuiet, changedAtMs } = this.room;
    return {
      findings: this.judge.findings(),
      bytes,
      frames,
      savedBytes: this.room.replica(0).save().length,
      memoryBytes: estimateMemory(this.room.replica(0).memoryRoots()),
      mergeMs: isQuiet ? Math.max(0, changedAtMs - this.editedAtMs) : null,
      isQuiet,
      thrown: this.thrown,
      picture: this.picture,
    };
  }

  private draw(): WeftPicture | null {
    const replica = this.room.replica(0);
    return isWeftReplica(replica) ? weftPicture(replica.richText) : null;
  }

  private dispatch(person: number, transaction: Transaction): void {
    const view = this.views.get(person);
    if (!view) return;
    if (transaction.docChanged) {
      this.guard(() =>
        this.stage.edit(person, (own) => {
          for (const step of transaction.steps) own.step(step);
        }),
      );
      this.editedAtMs = this.room.timeline.now();
    }
    view.updateState(view.state.apply(transaction));
    this.show(person);
  }

  private takeBack(person: number, way: "undo" | "redo"): Command {
    return () => {
      this.guard(() => this.stage.takeBack(person, way));
      this.show(person);
      return true;
    };
  }

  /** Makes an editor show what its replica shows, by the smallest replacement, so that its caret stays. */
  private show(person: number): void {
    const view = this.views.get(person);
    const { doc } = this.room.replica(person);
    if (!view || view.state.doc.eq(doc)) return;
    view.updateState(view.state.apply(replacement(view.state, doc)));
  }

  private plugins(person: number): Plugin[] {
    const { bold, italic } = labSchema.marks;
    const { listItem } = labSchema.nodes;
    const keys: Record<string, Command> = {
      "Mod-z": this.takeBack(person, "undo"),
      "Mod-y": this.takeBack(person, "redo"),
      "Shift-Mod-z": this.takeBack(person, "redo"),
    };
    if (bold) keys["Mod-b"] = toggleMark(bold);
    if (italic) keys["Mod-i"] = toggleMark(italic);
    if (listItem) {
      keys.Enter = splitListItem(listItem);
      keys["Mod-]"] = sinkListItem(listItem);
      keys["Mod-["] = liftListItem(listItem);
    }
    return [this.faults(person), keymap(keys), keymap(baseKeymap)];
  }

  /** Shows what was lost and doubled at the last exchange. */
  private faults(person: number): Plugin {
    return new Plugin({
      props: {
        decorations: ({ doc }) => {
          const { lost, doubledText: doubled } = this.judge.findings();
          if (lost === 0 && doubled === "") return null;
          return faultMarks(doc, { lost: this.judge.lostPlaces(person, doc), doubled });
        },
      },
    });
  }

  /** What a technique throws is part of what it is: it is shown, and the others go on. */
  private guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.thrown = error instanceof Error ? error.message : String(error);
    }
  }
}

function replacement(state: EditorState, doc: Node): Transaction {
  const { content } = state.doc;
  const start = content.findDiffStart(doc.content);
  const end = content.findDiffEnd(doc.content);
  if (start === null || !end) return state.tr;
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const smallest = state.tr.replace(start, end.a + overlap, doc.slice(start, end.b + overlap));
  return smallest.doc.eq(doc) ? smallest : state.tr.replaceWith(0, content.size, doc.content);
}
