/**
 * Operational transformation with a central server, as in Google Wave and Google Docs: the server puts all operations in
 * one order; a client has one operation under way and gathers the next, and both sides transform what crossed.
 * Operations and their transformation are Quill's (`quill-delta`), over lines with formats.
 *
 * Source: Wang, Mah and Lassen, "Google Wave Operational Transformation" (2010); Nichols et al., "High-Latency,
 * Low-Bandwidth Windowing in the Jupiter Collaboration System" (1995).
 */
import type { Node } from "@tiptap/pm/model";
import { assert } from "@weft/base";
import type { CompanyOptions, Engine, Relay } from "../engine/engine.ts";
import { packJson, unpackJson } from "../engine/json-message.ts";
import type { Line } from "../lines/line.ts";
import { Delta, deltaOf, linesOfDelta } from "../lines/lines-delta.ts";
import { type LinesCopy, linesReplica } from "../lines/lines-replica.ts";

/** Operational transformation. */
export const operationalTransformation: Engine = {
  name: "ot",
  title: "Operational transformation",
  worksOn: "lines",
  channel: "in-order",
  pollsEveryMs: null,
  source: "Wang, Mah, Lassen, Google Wave Operational Transformation; quill-delta",
  start({ schema, doc, peopleCount }: CompanyOptions) {
    const start = deltaOf(doc);
    return {
      relay: new Server(peopleCount),
      replicas: Array.from({ length: peopleCount }, () => linesReplica(schema, new Client(start))),
    };
  },
};

/** What a client sends: an operation on the document of a revision. */
interface Proposal {
  readonly revision: number;
  readonly ops: Delta["ops"];
}

/** What the server tells: one operation of its history; `own` to whom it is by, in place of the operation. */
type Told = { readonly ops: Delta["ops"] } | { readonly own: true };

class Client implements LinesCopy {
  private document: Delta;
  private revision = 0;
  private underWay: Delta | null = null;
  private gathered: Delta | null = null;

  constructor(start: Delta) {
    this.document = start;
  }

  lines(): readonly Line[] {
    return linesOfDelta(this.document);
  }

  change(_before: Node, after: Node): void {
    const change = this.document.diff(deltaOf(after));
    if (change.ops.length === 0) return;
    this.document = this.document.compose(change);
    this.gathered = this.gathered ? this.gathered.compose(change) : change;
  }

  takeMessages(): readonly Uint8Array[] {
    if (this.underWay || !this.gathered) return [];
    this.underWay = this.gathered;
    this.gathered = null;
    const proposal: Proposal = { revision: this.revision, ops: this.underWay.ops };
    return [packJson(proposal)];
  }

  receive(message: Uint8Array): void {
    const told: Told = unpackJson(message);
    this.revision++;
    if ("own" in told) {
      this.underWay = null;
      return;
    }
    let theirs = new Delta(told.ops);
    if (this.underWay) {
      const before = this.underWay;
      this.underWay = theirs.transform(before, true);
      theirs = before.transform(theirs, false);
    }
    if (this.gathered) {
      const before = this.gathered;
      this.gathered = theirs.transform(before, true);
      theirs = before.transform(theirs, false);
    }
    this.document = this.document.compose(theirs);
  }

  save(): Uint8Array {
    return packJson({ revision: this.revision, ops: this.document.ops });
  }
}

class Server implements Relay {
  private readonly log: { readonly by: number; readonly delta: Delta }[] = [];
  /** How much of the log each person was told. */
  private readonly told: number[];

  constructor(peopleCount: number) {
    this.told = Array.from({ length: peopleCount }, () => 0);
  }

  receive(from: number, message: Uint8Array): void {
    const { revision, ops }: Proposal = unpackJson(message);
    let delta = new Delta(ops);
    for (const entry of this.log.slice(revision)) delta = entry.delta.transform(delta, true);
    this.log.push({ by: from, delta });
  }

  takeMessagesFor(person: number): readonly Uint8Array[] {
    const from = this.told[person];
    assert(from !== undefined, "a person of this company");
    this.told[person] = this.log.length;
    return this.log.slice(from).map(({ by, delta }) => {
      const told: Told = by === person ? { own: true } : { ops: delta.ops };
      return packJson(told);
    });
  }
}
