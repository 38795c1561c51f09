/**
 * The textbook RGA, with the faults that it has in tutorials and first attempts: ids are strings that begin with a wall
 * clock, each character names the one it was typed after, siblings stand in ascending order of their ids, a deletion that
 * comes before its insertion finds nothing and is dropped, and every read sorts everything anew.
 *
 * Source: Roh et al., "Replicated abstract data types" (2011), whose own algorithm has none of these: it inserts newest
 * first by a logical clock. This one is here to show what comes of the short cuts.
 */
import type { Node } from "@tiptap/pm/model";
import type { Clock } from "@weft/base";
import type { CompanyOptions, Engine } from "../engine/engine.ts";
import { gatherLists, packJson, unpackJson } from "../engine/json-message.ts";
import { passingRelay } from "../engine/passing-relay.ts";
import { type Line, linesOf } from "../lines/line.ts";
import { type LinesCopy, linesReplica } from "../lines/lines-replica.ts";
import { type TokenDefinitions, TokenTable } from "../lines/token-text.ts";

/** The textbook RGA. */
export const textbookRga: Engine = {
  name: "textbook",
  title: "Textbook RGA",
  worksOn: "lines",
  channel: "any-order",
  pollsEveryMs: null,
  source: "the short cuts that tutorials take with Roh et al., Replicated abstract data types (2011)",
  start({ schema, doc, peopleCount, clockOf }: CompanyOptions) {
    const origin = new Copy({ person: peopleCount, clock: clockOf(peopleCount) });
    origin.write(linesOf(doc));
    const messages = origin.takeMessages();
    return {
      relay: passingRelay(peopleCount, gatherLists),
      replicas: Array.from({ length: peopleCount }, (_, person) => {
        const copy = new Copy({ person, clock: clockOf(person) });
        for (const message of messages) copy.receive(message);
        return linesReplica(schema, copy);
      }),
    };
  },
};

interface Character {
  readonly id: string;
  readonly afterId: string;
  readonly text: string;
  isDeleted: boolean;
}

type Op =
  | { readonly type: "insert"; readonly id: string; readonly afterId: string; readonly text: string }
  | { readonly type: "delete"; readonly id: string }
  | { readonly type: "define"; readonly definitions: TokenDefinitions };

interface Writer {
  readonly person: number;
  readonly clock: Clock;
}

class Copy implements LinesCopy {
  private readonly writer: Writer;
  private readonly tokens: TokenTable;
  private readonly characters = new Map<string, Character>();
  private unsent: Op[] = [];
  private made = 0;

  constructor(writer: Writer) {
    this.writer = writer;
    this.tokens = new TokenTable(writer.person);
  }

  lines(): readonly Line[] {
    return this.tokens.read(
      this.shown()
        .map(({ text }) => text)
        .join(""),
    );
  }

  change(_before: Node, after: Node): void {
    this.write(linesOf(after));
  }

  /** Deletes and inserts what is between the equal ends of the text before and after. */
  write(lines: readonly Line[]): void {
    const after = this.tokens.write(lines);
    const definitions = this.tokens.takeDefinitions();
    if (definitions) this.unsent.push({ type: "define", definitions });
    const shown = this.shown();
    const shorter = Math.min(shown.length, after.length);
    let head = 0;
    while (head < shorter && shown[head]?.text === after[head]) head++;
    let tail = 0;
    while (tail < shorter - head && shown[shown.length - 1 - tail]?.text === after[after.length - 1 - tail])
      tail++;
    for (const { id } of shown.slice(head, shown.length - tail)) this.perform({ type: "delete", id });
    let afterId = shown[head - 1]?.id ?? "";
    for (const text of after.slice(head, after.length - tail).split("")) {
      const id = `${this.writer.clock.now()}-${this.writer.person}-${this.made++}`;
      this.perform({ type: "insert", id, afterId, text });
      afterId = id;
    }
  }

  takeMessages(): readonly Uint8Array[] {
    return this.unsent.length === 0 ? [] : [packJson(this.unsent.splice(0))];
  }

  receive(message: Uint8Array): void {
    for (const op of unpackJson<readonly Op[]>(message)) this.apply(op);
  }

  save(): Uint8Array {
    return packJson({ characters: [...this.characters.values()], definitions: this.tokens.definitions() });
  }

  private perform(op: Op): void {
    this.apply(op);
    this.unsent.push(op);
  }

  private apply(op: Op): void {
    if (op.type === "define") this.tokens.learn(op.definitions);
    else if (op.type === "delete") {
      const character = this.characters.get(op.id);
      if (character) character.isDeleted = true;
    } else if (!this.characters.has(op.id)) {
      const { id, afterId, text } = op;
      this.characters.set(id, { id, afterId, text, isDeleted: false });
    }
  }

  /** What shows, in order: everything is sorted for each read. A character whose left one is unknown shows nowhere. */
  private shown(): readonly Character[] {
    const after = new Map<string, Character[]>();
    for (const character of this.characters.values()) {
      const siblings = after.get(character.afterId);
      if (siblings) siblings.push(character);
      else after.set(character.afterId, [character]);
    }
    const shown: Character[] = [];
    const waiting: Character[] = [];
    const wait = (id: string): void => {
      // The last one waits on top, so the first one has to be pushed last.
      const siblings = after.get(id) ?? [];
      waiting.push(...siblings.sort((a, b) => (a.id < b.id ? 1 : -1)));
    };
    wait("");
    for (let character = waiting.pop(); character; character = waiting.pop()) {
      if (!character.isDeleted) shown.push(character);
      wait(character.id);
    }
    return shown;
  }
}
