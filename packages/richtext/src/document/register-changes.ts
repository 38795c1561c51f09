/** What ops on registers do: types, attributes, containers and properties are written, undone and redone. */
import { assert } from "@weft/base";
import type { Element } from "@weft/rga";
import type { Segment } from "../blocks/segment.ts";
import type { Shape } from "../ops/element-ops.ts";
import type { WriteOp } from "../ops/write-op.ts";
import { locate } from "../reading/display.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { nameOf } from "../reading/element-name.ts";
import { readInline } from "../reading/inline-reader.ts";
import { ATTRIBUTE_PREFIX, type AttributeRegisters, TYPE_KEY } from "../registers/attribute-registers.ts";
import { ContainerNode } from "../registers/container-node.ts";
import { ElementTable } from "../registers/element-table.ts";
import type { Register, Write } from "../registers/register.ts";
import type { Value } from "../rich-text.ts";
import type { PatchRecorder } from "./patch-recorder.ts";

/** What a write op wrote, so that it can be undone. */
interface AppliedWrites {
  readonly registers: AttributeRegisters;
  readonly values: readonly { readonly key: string; readonly write: Write<Value> }[];
  readonly house: {
    readonly register: Register<Element | null>;
    readonly write: Write<Element | null>;
  } | null;
}

/** Applies ops on registers. */
export class RegisterChanges {
  private readonly parts: DocumentParts;
  private readonly patches: PatchRecorder;
  private readonly applied = new ElementTable<AppliedWrites>();
  /** Containers that look different since the patches were taken last. */
  private readonly changedContainers = new Set<ContainerNode>();

  constructor(parts: DocumentParts, patches: PatchRecorder) {
    this.parts = parts;
    this.patches = patches;
  }

  /** Gives something new its first values. */
  initialise(registers: AttributeRegisters, id: Element, stamp: number, shape: Shape): void {
    registers.write(TYPE_KEY, id, stamp, shape.type, []);
    for (const [name, value] of Object.entries(shape.attributes)) {
      registers.write(ATTRIBUTE_PREFIX + name, id, stamp, value, []);
    }
  }

  /** A container comes. */
  createContainer(id: Element, stamp: number, shape: Shape, parent: Element | null): void {
    const { space, containers, forest } = this.parts;
    const node = new ContainerNode(space, id, nameOf(space.replicas, id));
    this.initialise(node.attributes, id, stamp, shape);
    node.parentRegister.add(id, stamp, parent, []);
    containers.add(id, node);
    forest.plant(node, parent);
  }

  /** Registers are written. */
  write(op: WriteOp, id: Element, stamp: number): void {
    const registers = this.registersOf(op.target);
    const values = op.values.map(({ key, value, seen }) => ({
      key,
      write: registers.write(key, id, stamp, value, seen),
    }));
    const register = op.house ? this.houseRegister(op.target) : null;
    const house =
      op.house && register
        ? { register, write: register.add(id, stamp, op.house.container, op.house.seen) }
        : null;
    this.applied.add(id, { registers, values, house });
    const node = house ? this.container(op.target) : null;
    const moved = node && op.house ? this.parts.forest.write(id, stamp, node, op.house.container) : [];
    this.tell(op, moved);
  }

  /** A write is undone or redone. */
  setActive(op: WriteOp, id: Element, active: boolean): void {
    const applied = this.applied.get(id.replica, id.counter);
    assert(applied !== undefined, "a write that is known was applied");
    for (const { key, write } of applied.values) applied.registers.setActive(key, write, active);
    applied.house?.register.setActive(applied.house.write, active);
    const isContainer = applied.house !== null && this.container(op.target) !== null;
    this.tell(op, isContainer ? this.parts.forest.setActive(id, active) : []);
  }

  /** Puts a segment into the container that its register says. */
  house(segment: Segment): void {
    const { housed } = this.parts;
    const wanted = this.container(segment.containerRegister.winner?.content ?? null);
    if (wanted === segment.container) return;
    if (segment.container) housed.get(segment.container)?.delete(segment);
    segment.container = wanted;
    if (!wanted) return;
    const members = housed.get(wanted) ?? new Set();
    housed.set(wanted, members.add(segment));
  }

  /** Tells every block inside a container that changed: once, however often that was since the last call. */
  tellContainers(): void {
    const waiting = [...this.changedContainers];
    this.changedContainers.clear();
    if (!this.patches.wanted) return;
    const met = new Set<ContainerNode>();
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (met.has(node)) continue;
      met.add(node);
      for (const segment of this.parts.housed.get(node) ?? []) {
        this.patches.shape(this.parts.cellsBySegment.get(segment)?.content ?? this.parts, segment);
      }
      for (const child of node.children) waiting.push(child);
    }
  }

  private tell(op: WriteOp, moved: readonly ContainerNode[]): void {
    if (!op.target) {
      for (const { key } of op.values) this.patches.property(key);
      return;
    }
    const { parts, segment } = this.located(op.target);
    const node = this.container(op.target);
    if (segment) {
      this.house(segment);
      this.patches.shape(parts, segment);
    } else if (node) {
      for (const changed of op.values.length > 0 ? [node, ...moved] : moved)
        this.changedContainers.add(changed);
    } else {
      this.tellAtom(op.target);
    }
  }

  private tellAtom(target: Element): void {
    const { replica, counter } = target;
    const { parts } = locate(this.parts, target);
    const { sequence, blocks } = parts;
    if (!this.patches.wanted || !sequence.isVisible(replica, counter)) return;
    const place = blocks.shownPlace(blocks.contentAtPosition(sequence.positionOf(replica, counter)));
    if (!place) return;
    const inserted = readInline(parts, place.block, place.offset, place.offset + 1);
    this.patches.text(parts, { ...place, removed: 1, inserted });
  }

  private registersOf(target: Element | null): AttributeRegisters {
    if (!target) return this.parts.properties;
    const { atoms, containers } = this.parts;
    const { replica, counter } = target;
    const registers =
      this.located(target).segment?.attributes ??
      containers.get(replica, counter)?.attributes ??
      atoms.get(replica, counter);
    assert(registers !== undefined, "a write was checked to have a target with registers");
    return registers;
  }

  private houseRegister(target: Element | null): Register<Element | null> {
    assert(target !== null, "a document stands in no container");
    const { segment } = this.located(target);
    const register = segment?.containerRegister ?? this.container(target)?.parentRegister;
    assert(register !== undefined, "only blocks and containers stand in containers");
    return register;
  }

  /** The segment that a target is, if it is one, and its sequence. */
  private located(target: Element): { readonly parts: DocumentParts; readonly segment: Segment | null } {
    const { parts, element } = locate(this.parts, target);
    return { parts, segment: parts.segments.get(element.replica, element.counter) ?? null };
  }

  private container(id: Element | null): ContainerNode | null {
    return id ? (this.parts.containers.get(id.replica, id.counter) ?? null) : null;
  }
}
