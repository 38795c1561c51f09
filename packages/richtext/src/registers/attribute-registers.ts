/**
 * The registers that say what a block, an atom or a container is: its type and its attributes by name.
 *
 * A write of the type replaces all attributes: an attribute whose newest write is older than that of the type
 * is not shown. So a retyping that loses leaves nothing of itself in the winner, and one that is undone brings
 * back all that it replaced.
 */
import type { Element, OpSpace } from "@weft/rga";
import type { Attributes, Value } from "../rich-text.ts";
import { compareWrites, Register, type Write } from "./register.ts";

/** The key of the register that holds the type; attributes are `ATTRIBUTE_PREFIX` and their name. */
export const TYPE_KEY = "type";
export const ATTRIBUTE_PREFIX = "attributes.";

/** Type and attributes as registers. */
export class AttributeRegisters {
  private readonly space: OpSpace;
  private readonly registersByKey = new Map<string, Register<Value>>();
  private shown: { readonly type: string; readonly attributes: Attributes } | null = null;

  constructor(space: OpSpace) {
    this.space = space;
  }

  /** Applies a write of the key; returns it, so that it can be undone. */
  write(key: string, id: Element, stamp: number, value: Value, seen: readonly Element[]): Write<Value> {
    this.shown = null;
    return this.register(key).add(id, stamp, value, seen);
  }

  /** Undoes or redoes a write of the key. */
  setActive(key: string, write: Write<Value>, active: boolean): void {
    this.shown = null;
    this.register(key).setActive(write, active);
  }

  /** The type shown; a value that is no string reads as the empty type. */
  get type(): string {
    return this.read().type;
  }

  /** The attributes shown. */
  get attributes(): Attributes {
    return this.read().attributes;
  }

  /** The newest writes of a key, for a new write to name. */
  heads(key: string): readonly Write<Value>[] {
    return this.registersByKey.get(key)?.heads ?? [];
  }

  /** The newest active write of a key. */
  winner(key: string): Write<Value> | null {
    return this.registersByKey.get(key)?.winner ?? null;
  }

  /** The register of a key, if it was ever written. */
  registerOf(key: string): Register<Value> | null {
    return this.registersByKey.get(key) ?? null;
  }

  /** Every key with its register, in the order of first writing. */
  entries(): Iterable<readonly [string, Register<Value>]> {
    return this.registersByKey.entries();
  }

  private register(key: string): Register<Value> {
    let register = this.registersByKey.get(key);
    if (!register) {
      register = new Register<Value>(this.space);
      this.registersByKey.set(key, register);
    }
    return register;
  }

  private read(): { readonly type: string; readonly attributes: Attributes } {
    if (this.shown) return this.shown;
    const typeWrite = this.registersByKey.get(TYPE_KEY)?.winner ?? null;
    const attributes: [string, Value][] = [];
    for (const [key, register] of this.registersByKey) {
      const winner = register.winner;
      if (!key.startsWith(ATTRIBUTE_PREFIX) || !winner) continue;
      if (typeWrite && compareWrites(this.space, winner, typeWrite) < 0) continue;
      attributes.push([key.slice(ATTRIBUTE_PREFIX.length), winner.content]);
    }
    attributes.sort(([a], [b]) => (a < b ? -1 : 1));
    const type = typeof typeWrite?.content === "string" ? typeWrite.content : "";
    this.shown = { type, attributes: Object.fromEntries(attributes) };
    return this.shown;
  }
}
