import type { Element, ReplicaId, ReplicaIndex, ReplicaTable } from "@weft/rga";
import type { DocumentState } from "../document/document-state.ts";
import type { RichTextOp } from "../ops/op-kinds.ts";
import { locate } from "../reading/display.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { nameOf, parseName } from "../reading/element-name.ts";
import type { Register } from "../registers/register.ts";
import type {
  ElementHome,
  History,
  HistorySequence,
  MarkerDeletion,
  RegisterHistory,
  RegisterWrite,
} from "./history.ts";
import { SequenceHistory } from "./sequence-history.ts";

/** The history of a document's state. */
export class DocumentHistory implements History {
  private readonly state: DocumentState;
  private readonly parts: DocumentParts;
  private readonly sequences = new Map<DocumentParts, HistorySequence>();

  constructor(state: DocumentState) {
    this.state = state;
    this.parts = state.parts;
  }

  get replicaCount(): number {
    return this.replicas.size;
  }

  idOf(replica: ReplicaIndex): ReplicaId {
    return this.replicas.idAt(replica);
  }

  replicaOf(id: ReplicaId): ReplicaIndex {
    return this.replicas.find(id);
  }

  known(replica: ReplicaIndex): number {
    return this.parts.space.known(replica);
  }

  isGiven(replica: ReplicaIndex): boolean {
    return replica === this.state.genesis;
  }

  visitOps(
    replica: ReplicaIndex,
    { from, to }: { readonly from: number; readonly to: number },
    visit: (op: RichTextOp, counter: number) => void,
  ): void {
    this.state.log.journal.visit(replica, from, to, visit);
  }

  lamportOf({ replica, counter }: Element): number {
    return this.parts.space.lamportOf(replica, counter);
  }

  textOf({ replica, counter }: Element, length: number): string {
    return this.parts.space.textOf(replica).read(counter, length);
  }

  homeOf(id: Element): ElementHome {
    const { parts, element } = locate(this.parts, id);
    let sequence = this.sequences.get(parts);
    if (!sequence) {
      sequence = new SequenceHistory(parts);
      this.sequences.set(parts, sequence);
    }
    return { sequence, element };
  }

  deletionsOf(id: Element): readonly MarkerDeletion[] {
    const { parts, element } = locate(this.parts, id);
    const deleted = parts.segments.get(element.replica, element.counter) ?? this.parts.tables.line(element);
    return deleted ? deleted.deletions.all.map(({ id: by, flavour }) => ({ ...by, flavour })) : [];
  }

  nameOf(id: Element): string {
    const { parts, element } = locate(this.parts, id);
    return parts.segments.get(element.replica, element.counter)?.id ?? nameOf(this.replicas, id);
  }

  isShown(id: Element): boolean {
    const { parts, element } = locate(this.parts, id);
    return parts.segments.get(element.replica, element.counter)?.shown != null;
  }

  register(target: Element | null, key: string): RegisterHistory | null {
    if (!target) {
      const register = this.parts.properties.registerOf(key);
      return register ? { target: "document", kind: "document", writes: plain(register, asItIs) } : null;
    }
    const writes = this.writesOf(target, key);
    const kind = this.kindOf(target);
    return writes && kind ? { target: this.nameOf(target), kind, writes } : null;
  }

  elementNamed(name: string): Element | null {
    return parseName(this.replicas, name);
  }

  private get replicas(): ReplicaTable {
    return this.parts.space.replicas;
  }

  private writesOf(target: Element, key: string): readonly RegisterWrite[] | null {
    const { parts, element } = locate(this.parts, target);
    const segment = parts.segments.get(element.replica, element.counter);
    const node = parts.containers.get(element.replica, element.counter);
    const name = (named: Element | null): string | null => named && nameOf(this.replicas, named);
    if (segment && key === "place") {
      return plain(segment.placeRegister, ({ element: slot }) => name(slot));
    }
    if (segment && key === "container") return plain(segment.containerRegister, name);
    if (node && key === "parent") return plain(node.parentRegister, name);
    const registers =
      segment?.attributes ?? node?.attributes ?? parts.atoms.get(element.replica, element.counter);
    const register = registers?.registerOf(key);
    return register ? plain(register, asItIs) : null;
  }

  private kindOf(target: Element): RegisterHistory["kind"] | null {
    const { parts, element } = locate(this.parts, target);
    const { replica, counter } = element;
    if (parts.segments.get(replica, counter)) return "block";
    if (parts.containers.get(replica, counter)) return "container";
    return parts.atoms.get(replica, counter) ? "atom" : null;
  }
}

function plain<Content>(
  register: Register<Content>,
  toValue: (content: Content) => RegisterWrite["value"],
): RegisterWrite[] {
  return register.all.map(({ id, content }) => ({ ...id, value: toValue(content) }));
}

function asItIs(value: RegisterWrite["value"]): RegisterWrite["value"] {
  return value;
}
