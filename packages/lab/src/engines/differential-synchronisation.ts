/**
 * Differential synchronisation: both sides of each connection keep a shadow, the text that they last agreed on; what
 * differs from it is sent, and patched into the other's text wherever it fits best. Diffs and patches are those of
 * `diff-match-patch`, over a text in which formats are single characters.
 *
 * Source: Neil Fraser, "Differential Synchronization" (2009), section 3, the dual shadow method. His section 4 is for
 * connections that lose messages; these do not, and ask again after the answer came, as his own MobWrite does over HTTP.
 */
import type { Node } from "@tiptap/pm/model";
import diffMatchPatch from "diff-match-patch";
import type { CompanyOptions, Engine, Relay } from "../engine/engine.ts";
import { packJson, unpackJson } from "../engine/json-message.ts";
import { type Line, linesOf } from "../lines/line.ts";
import { type LinesCopy, linesReplica } from "../lines/lines-replica.ts";
import { type TokenDefinitions, TokenTable } from "../lines/token-text.ts";

/** Differential synchronisation. */
export const differentialSynchronisation: Engine = {
  name: "diffsync",
  title: "Differential synchronisation",
  worksOn: "lines",
  channel: "in-order",
  pollsEveryMs: 2_000,
  source: "Fraser, Differential Synchronization (2009); diff-match-patch",
  start({ schema, doc, peopleCount }: CompanyOptions) {
    const tokens = new TokenTable(peopleCount);
    const text = tokens.write(linesOf(doc));
    const definitions = tokens.definitions();
    return {
      relay: new Server(text, peopleCount),
      replicas: Array.from({ length: peopleCount }, (_, person) =>
        linesReplica(schema, new Client(text, definitions, person)),
      ),
    };
  },
};

/** What differs from the shadow, in the short form of `diff_toDelta`, with the formats that are new. */
interface Difference {
  readonly delta: string;
  readonly definitions: TokenDefinitions | null;
}

const differ = new diffMatchPatch.diff_match_patch();
// No deadline: the same texts have the same difference on slow machines.
differ.Diff_Timeout = 0;

/** A text and the shadow of the other side's. */
class Side {
  text: string;
  private shadow: string;

  constructor(text: string) {
    this.text = text;
    this.shadow = text;
  }

  /** What is new here, after which the other side is taken to know it. */
  takeDelta(): string {
    const diffs = differ.diff_main(this.shadow, this.text);
    differ.diff_cleanupEfficiency(diffs);
    this.shadow = this.text;
    return differ.diff_toDelta(diffs);
  }

  /** What is new there: exactly on the shadow, and as well as it can be on the text. Returns the patched text. */
  patch(delta: string, text: string): string {
    const diffs = differ.diff_fromDelta(this.shadow, delta);
    const patches = differ.patch_make(this.shadow, diffs);
    this.shadow = differ.diff_text2(diffs);
    return differ.patch_apply(patches, text)[0];
  }
}

class Client implements LinesCopy {
  private readonly side: Side;
  private readonly tokens: TokenTable;
  private isWaiting = false;

  constructor(text: string, definitions: TokenDefinitions, person: number) {
    this.side = new Side(text);
    this.tokens = new TokenTable(person);
    this.tokens.learn(definitions);
  }

  lines(): readonly Line[] {
    return this.tokens.read(this.side.text);
  }

  change(_before: Node, after: Node): void {
    this.side.text = this.tokens.write(linesOf(after));
  }

  /** Asks even if nothing is new here: only so the server can tell what is new there. */
  takeMessages(): readonly Uint8Array[] {
    if (this.isWaiting) return [];
    this.isWaiting = true;
    const question: Difference = { delta: this.side.takeDelta(), definitions: this.tokens.takeDefinitions() };
    return [packJson(question)];
  }

  receive(message: Uint8Array): void {
    const { delta, definitions }: Difference = unpackJson(message);
    this.isWaiting = false;
    if (definitions) this.tokens.learn(definitions);
    this.side.text = this.side.patch(delta, this.side.text);
  }

  save(): Uint8Array {
    return packJson({ text: this.side.text, definitions: this.tokens.definitions() });
  }
}

class Server implements Relay {
  private text: string;
  private readonly sides: readonly Side[];
  private readonly unsentDefinitions: Record<string, string>[];
  private readonly asked = new Set<number>();

  constructor(text: string, peopleCount: number) {
    this.text = text;
    this.sides = Array.from({ length: peopleCount }, () => new Side(text));
    this.unsentDefinitions = this.sides.map(() => ({}));
  }

  receive(from: number, message: Uint8Array): void {
    const { delta, definitions }: Difference = unpackJson(message);
    const side = this.sides[from];
    if (side) this.text = side.patch(delta, this.text);
    for (const [person, unsent] of this.unsentDefinitions.entries())
      if (person !== from && definitions) Object.assign(unsent, definitions);
    this.asked.add(from);
  }

  takeMessagesFor(person: number): readonly Uint8Array[] {
    const side = this.sides[person];
    if (!side || !this.asked.delete(person)) return [];
    side.text = this.text;
    const definitions = this.unsentDefinitions[person] ?? {};
    this.unsentDefinitions[person] = {};
    const answer: Difference = { delta: side.takeDelta(), definitions };
    return [packJson(answer)];
  }
}
