/**
 * One history of the loss test: people who start from one small document, make K edits alone, exchange everything, and
 * so on for some rounds. Then everybody must see the same valid document with every character that nobody deleted.
 */
import type { Node, Schema } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { seededRandom } from "@weft/base";
import { Chance, Ledger, type LossVerdict, type RandomEdit, structureEdits, typeCharacter } from "@weft/lab";
import type { Engine, Person } from "./person.ts";

/** How a history goes. */
export interface HistoryPlan {
  readonly schema: Schema;
  readonly seed: number;
  /** K: how many edits each person makes alone in a round. */
  readonly editsAlone: number;
}

/** What came of a history. */
export interface HistoryOutcome extends LossVerdict {
  readonly edits: number;
  /** How often each kind of edit changed the document. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Two people see different things after an exchange, or somebody who opens the document sees a third. */
  readonly diverged: boolean;
  /** Somebody sees what the schema does not allow. */
  readonly invalid: boolean;
  /** Why the history could not be ended; then its characters are not judged. */
  readonly thrown: string | null;
  readonly fixUps: number | null;
  /** What happened to which character. */
  readonly suspects: string;
}

const rounds = 5;
const peopleCount = 2;
const typingShare = 0.55;
const pauseShare = 0.3;
const redoShare = 0.3;

/** Plays one history. `tell` hears of each edit, for the story of a failure. */
export function playHistory(
  engine: Engine,
  plan: HistoryPlan,
  tell: (line: string) => void = () => {},
): HistoryOutcome {
  const history = new History(engine, plan, tell);
  let thrown: string | null = null;
  try {
    for (let round = 0; round < rounds; round++) history.playRound(plan.editsAlone);
    history.reopenAll();
  } catch (error) {
    thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    tell(error instanceof Error ? (error.stack ?? thrown) : thrown);
  }
  return history.outcome(thrown);
}

class History {
  private readonly chance: Chance;
  private readonly people: readonly Person[];
  private readonly ledger: Ledger;
  private readonly edits: Readonly<Record<string, RandomEdit>>;
  private readonly names: readonly string[];
  private readonly keepsOrder: boolean;
  private readonly tell: (line: string) => void;
  private readonly kinds: Record<string, number> = {};
  private diverged = false;
  private invalid = false;

  constructor(engine: Engine, { schema, seed }: HistoryPlan, tell: (line: string) => void) {
    this.chance = new Chance(seededRandom(seed));
    this.edits = structureEdits(schema);
    // Every second history knows no moves: in it all text keeps its order.
    this.names = [...Object.keys(this.edits).filter((name) => name !== "move" || seed % 2 === 0), "undo"];
    this.keepsOrder = seed % 2 !== 0;
    this.tell = tell;
    const doc = startingDocument(schema, this.chance);
    const start = engine.start(schema, doc);
    this.people = Array.from({ length: peopleCount }, (_, index) => engine.open({ schema, start, index }));
    this.ledger = new Ledger(doc);
  }

  playRound(editsAlone: number): void {
    for (const index of this.people.keys()) {
      for (let edit = 0; edit < editsAlone; edit++) this.editOnce(index);
    }
    this.exchange();
  }

  /** Somebody who opens the document later sees what is seen now. */
  reopenAll(): void {
    for (const person of this.people) if (!person.reopened().eq(person.doc)) this.diverged = true;
  }

  outcome(thrown: string | null): HistoryOutcome {
    const fixUps = this.people.map((person) => person.fixUps);
    return {
      ...this.ledger.verdict(),
      edits: Object.values(this.kinds).reduce((sum, count) => sum + count, 0),
      kinds: this.kinds,
      diverged: this.diverged,
      invalid: this.invalid,
      thrown,
      fixUps: fixUps.includes(null) ? null : fixUps.reduce<number>((sum, count) => sum + (count ?? 0), 0),
      suspects: this.ledger.suspects(),
    };
  }

  private editOnce(index: number): void {
    const person = this.people[index];
    if (!person) return;
    if (this.chance.happens(pauseShare)) person.pause();
    const name = this.chance.happens(typingShare) ? "type" : (this.chance.pick(this.names) ?? "undo");
    const before = person.doc;
    if (name === "undo") this.undoSome(index, person);
    else {
      const transaction = EditorState.create({ doc: before }).tr;
      (this.edits[name] ?? typeCharacter)(transaction, this.chance);
      if (!transaction.docChanged) return;
      person.edit(transaction);
      // What was wished, not what came of it: an engine that drops a character while it is typed has lost it.
      this.ledger.edited(index, before, transaction.doc);
      this.count(name);
      this.tell(`${index} ${name}: ${JSON.stringify(transaction.steps)}\n   ${person.doc}`);
    }
  }

  /** Undoes something, and at times does it again at once: what is edited in between leaves nothing to redo. */
  private undoSome(index: number, person: Person): void {
    this.takeBack(index, person, "undo");
    if (this.chance.happens(redoShare)) this.takeBack(index, person, "redo");
  }

  private takeBack(index: number, person: Person, way: "undo" | "redo"): void {
    const before = person.doc;
    if (way === "redo") person.redo();
    else person.undo();
    if (before.eq(person.doc)) return;
    this.ledger.tookBack(index, before, person.doc, way);
    this.count(way);
    this.tell(`${index} ${way}:\n   ${person.doc}`);
  }

  private count(name: string): void {
    this.kinds[name] = (this.kinds[name] ?? 0) + 1;
  }

  private exchange(): void {
    const before = this.people.map(({ doc }) => doc);
    const updates = this.people.map((person) => person.takeUpdate());
    for (const [to, person] of this.people.entries()) {
      for (const [from, update] of updates.entries()) {
        if (update && from !== to) person.applyUpdate(update);
      }
    }
    const [first] = this.people;
    for (const [index, person] of this.people.entries()) {
      const own = before[index];
      if (own && this.keepsOrder) this.ledger.judgeOrder(own, person.doc);
      if (first && !person.doc.eq(first.doc)) this.diverged = true;
      if (!isValid(person.doc)) this.invalid = true;
      this.ledger.judge(person.doc);
      this.tell(`exchanged: ${person.doc}`);
    }
  }
}

/** Three paragraphs and a list of three. */
function startingDocument(schema: Schema, chance: Chance): Node {
  const { doc, paragraph, bulletList, listItem } = schema.nodes;
  if (!doc || !paragraph || !bulletList || !listItem) throw new Error("the schema has no lists");
  const line = (): Node =>
    paragraph.create(null, schema.text(Array.from({ length: 8 }, () => chance.character()).join("")));
  const items = [line(), line(), line()].map((content) => listItem.create(null, content));
  return doc.createChecked(null, [line(), line(), line(), bulletList.create(null, items)]);
}

function isValid(doc: Node): boolean {
  try {
    doc.check();
    return true;
  } catch {
    return false;
  }
}
