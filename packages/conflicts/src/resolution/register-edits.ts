/** Registers, marks and arrangements as a side had them. */
import { type Edit, historyOf, type RichText, type Value } from "@weft/richtext";
import type { Conflict, ConflictSide } from "../conflict.ts";
import { blockDeletion } from "./block-deletion.ts";

const ATTRIBUTE = "attributes.";

/** The edits; null if none does it. */
export function registerEdits(document: RichText, conflict: Conflict, kept: ConflictSide): Edit[] | null {
  const { register, block } = conflict;
  if (!register) return null;
  const { key, target } = register;
  const { value } = kept;
  if (key.startsWith("mark.")) return markEdits(document, conflict, kept);
  if (target === "document") return [{ type: "setProperty", key, value }];
  const isShown = document.indexOfBlock(target) >= 0;
  if (block !== null && isDeletion(document, kept)) return isShown ? [blockDeletion(document, block)] : [];
  if (!isShown) return containerEdits(document, { key, container: target, value });
  if (key === "place") return moveEdits(document, target, value);
  if (key === "container") {
    return typeof value === "string" || value === null
      ? [{ type: "setBlock", block: target, container: value }]
      : null;
  }
  const shape = shapeOf(document, { key, kept });
  return shape && [{ type: "setBlock", block: target, ...shape }];
}

/** Whether a side did nothing but delete or join the block. */
function isDeletion(document: RichText, { ops }: ConflictSide): boolean {
  const history = historyOf(document);
  const types: string[] = [];
  for (const { replica, from, to } of ops)
    history.visitOps(history.replicaOf(replica), { from, to }, ({ type }) => types.push(type));
  return types.length > 0 && types.every((type) => type === "delete" || type === "removeBlocks");
}

function containerEdits(
  document: RichText,
  { key, container, value }: { readonly key: string; readonly container: string; readonly value: Value },
): Edit[] | null {
  const element = historyOf(document).elementNamed(container);
  const isContainer = element && historyOf(document).register(element, "parent") !== null;
  if (!isContainer) return null;
  if (key === "type") {
    return typeof value === "string" ? [{ type: "setContainer", container, containerType: value }] : null;
  }
  if (key === "parent") {
    return typeof value === "string" || value === null
      ? [{ type: "setContainer", container, parent: value }]
      : null;
  }
  return [{ type: "setContainer", container, attributes: { [key.slice(ATTRIBUTE.length)]: value } }];
}

/** A type comes with the attributes that were written with it, an attribute alone. */
function shapeOf(
  document: RichText,
  { key, kept }: { readonly key: string; readonly kept: ConflictSide },
): { readonly blockType?: string; readonly attributes: { readonly [name: string]: Value } } | null {
  if (key !== "type") return { attributes: { [key.slice(ATTRIBUTE.length)]: kept.value } };
  if (typeof kept.value !== "string") return null;
  const history = historyOf(document);
  const attributes: { [name: string]: Value } = {};
  for (const { replica, from, to } of kept.ops) {
    history.visitOps(history.replicaOf(replica), { from, to }, (op) => {
      if (op.type !== "write") return;
      for (const written of op.values) {
        if (written.key.startsWith(ATTRIBUTE))
          attributes[written.key.slice(ATTRIBUTE.length)] = written.value;
      }
    });
  }
  return { blockType: kept.value, attributes };
}

/** Moves a block to before the one that follows a slot. */
function moveEdits(document: RichText, id: string, slot: Value): Edit[] | null {
  const block = document.block(id);
  const place = typeof slot === "string" ? document.placeOfAnchor(`${slot}:b`) : null;
  if (!block || place === null) return null;
  const from = document.placeOfBlock(id);
  const isEnd = place >= document.length;
  const found = isEnd ? null : document.blockAtPlace(place);
  const at = found
    ? document.placeOfBlock(found.block.id) + (found.offset < 0 ? 0 : found.block.length + 1)
    : document.length;
  return [{ type: "moveBlocks", from, to: from + block.length + 1, at }];
}

function markEdits(
  document: RichText,
  { place, register }: Conflict,
  { value }: ConflictSide,
): Edit[] | null {
  const from = place.start === null ? null : document.placeOfAnchor(place.start);
  const to = place.end === null ? null : document.placeOfAnchor(place.end);
  if (from === null || to === null || !register || from >= to) return null;
  const markType = register.key.slice("mark.".length);
  if (value === null) return [{ type: "removeMark", from, to, markType, grows: false }];
  if (typeof value !== "object" || Array.isArray(value)) return null;
  const attributes = Object.fromEntries(Object.entries(value));
  return [{ type: "addMark", from, to, mark: { type: markType, attributes }, grows: false }];
}
