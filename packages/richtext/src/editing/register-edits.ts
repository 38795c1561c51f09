/** Edits that write registers, as ops. */
import type { Element } from "@weft/rga";
import { MAX_SEEN_WRITES } from "../limits.ts";
import { normalAttributes, normalName, normalValue } from "../ops/value-code.ts";
import type { ContainerWrite, ValueWrite } from "../ops/write-op.ts";
import { ATTRIBUTE_PREFIX, type AttributeRegisters, TYPE_KEY } from "../registers/attribute-registers.ts";
import type { Register, Write } from "../registers/register.ts";
import type { Edit, Value } from "../rich-text.ts";
import type { Transaction } from "./transaction.ts";

type EditOf<Type extends Edit["type"]> = Extract<Edit, { readonly type: Type }>;

/** Retypes a block, changes attributes of it, or puts it into another container. */
export function setBlock(transaction: Transaction, edit: EditOf<"setBlock">): void {
  const { inner, block } = transaction.shownBlock(edit.block);
  const values = shapeWrites(block.attributes, { type: edit.blockType, attributes: edit.attributes });
  const house =
    edit.container === undefined
      ? null
      : containerWrite(block.containerRegister, transaction.container(edit.container));
  write(inner, block.marker, values, house);
}

/** Makes a container. */
export function createContainer(transaction: Transaction, edit: EditOf<"createContainer">): void {
  const id = transaction.perform({
    type: "container",
    shape: { type: normalName(edit.containerType), attributes: normalAttributes(edit.attributes) },
    parent: transaction.container(edit.parent),
    back: transaction.back,
  });
  transaction.nameContainer(edit.key, id);
}

/** Retypes a container, changes attributes of it, or puts it into another one. */
export function setContainer(transaction: Transaction, edit: EditOf<"setContainer">): void {
  const id = transaction.container(edit.container);
  const node = id && transaction.parts.containers.get(id.replica, id.counter);
  if (!id || !node) throw new RangeError("there is no container null");
  const values = shapeWrites(node.attributes, { type: edit.containerType, attributes: edit.attributes });
  const house =
    edit.parent === undefined
      ? null
      : containerWrite(node.parentRegister, transaction.container(edit.parent));
  write(transaction, id, values, house);
}

/** Writes a register of the document. */
export function setProperty(transaction: Transaction, edit: EditOf<"setProperty">): void {
  const key = normalName(edit.key);
  const seen = seenIds(transaction.parts.properties.heads(key));
  write(transaction, null, [{ key, value: normalValue(edit.value), seen }], null);
}

function shapeWrites(
  registers: AttributeRegisters,
  wanted: { readonly type: string | undefined; readonly attributes: unknown },
): ValueWrite[] {
  const writes: ValueWrite[] = [];
  const add = (key: string, value: Value): void => {
    writes.push({ key, value, seen: seenIds(registers.heads(key)) });
  };
  const attributes = wanted.attributes === undefined ? {} : normalAttributes(wanted.attributes);
  for (const name of Object.keys(attributes).sort()) add(ATTRIBUTE_PREFIX + name, attributes[name]!);
  if (wanted.type !== undefined) add(TYPE_KEY, normalName(wanted.type));
  return writes;
}

function containerWrite(register: Register<Element | null>, container: Element | null): ContainerWrite {
  return { container, seen: seenIds(register.heads) };
}

/** The ids that a write names as seen: the newest ones, if there are more than one op can name. */
export function seenIds(heads: readonly Write<unknown>[]): Element[] {
  return heads.slice(-MAX_SEEN_WRITES).map((head) => head.id);
}

function write(
  transaction: Transaction,
  target: Element | null,
  values: readonly ValueWrite[],
  house: ContainerWrite | null,
): void {
  if (values.length === 0 && !house) return;
  transaction.perform({ type: "write", target, values, house, back: transaction.back });
}
