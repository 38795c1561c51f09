/** What stands in the index and the registers, as the plain values of the contract. */

import type { Element } from "@weft/rga";
import type { Segment } from "../blocks/segment.ts";
import type { AttributeRegisters } from "../registers/attribute-registers.ts";
import type { ElementTable } from "../registers/element-table.ts";
import type { Register } from "../registers/register.ts";
import type { Block, Loser, LosingValue } from "../rich-text.ts";
import { readContainers } from "./container-reader.ts";
import { gridOf } from "./display.ts";
import type { DocumentParts } from "./document-parts.ts";
import { nameOf, parseName } from "./element-name.ts";
import { equalValues } from "./inline-reader.ts";

/** The key under which a lost container of a block, or parent of a container, is told. */
const CONTAINER_KEY = "container";
const PARENT_KEY = "parent";
const PLACE_KEY = "place";

/** A shown block. */
export function readBlock(parts: DocumentParts, segment: Segment): Block {
  const { type, attributes } = segment.attributes;
  const containers = readContainers(parts, segment);
  const block = { id: segment.id, type, attributes, containers, length: parts.blocks.lengthOf(segment) };
  return gridOf(parts, segment) ? { ...block, isTable: true } : block;
}

/** The text of a shown block. */
export function readText(parts: DocumentParts, segment: Segment): string {
  let text = "";
  const range = { from: 0, to: parts.blocks.lengthOf(segment) };
  parts.blocks.visitContent(segment, range, (position, length) => {
    text += parts.sequence.text(position, position + length);
  });
  return text;
}

/** The values of the registers of a block, an atom, a container or the document that lost unseen to another value. */
export function readLosingValues(parts: DocumentParts, id: string): LosingValue[] {
  if (id === "document") return losingValues(parts, parts.properties);
  const segment = registeredSegment(parts, id);
  if (segment) {
    const houses = losingHouses(parts, segment.containerRegister, CONTAINER_KEY);
    return [...losingValues(parts, segment.attributes), ...houses, ...losingPlaces(parts, segment)];
  }
  const element = parseName(parts.space.replicas, id);
  if (!element) return [];
  const { replica, counter } = element;
  const node = parts.containers.get(replica, counter);
  if (node) {
    const houses = losingHouses(parts, node.parentRegister, PARENT_KEY);
    return [...losingValues(parts, node.attributes), ...houses];
  }
  const atom = parts.atoms.get(replica, counter);
  return atom ? losingValues(parts, atom) : [];
}

/** Everything in the document that has losing values, in the order in which it came to be known. O(document). */
export function readLosers(parts: DocumentParts): Loser[] {
  const names = ["document"];
  const nameAll = (table: ElementTable<unknown>): void => {
    table.visit((replica, counter) => names.push(nameOf(parts.space.replicas, { replica, counter })));
  };
  nameAll(parts.root.segments);
  for (const { content, firstBlockId, marker } of parts.tables.cellsById.values()) {
    content?.segments.visit((replica, counter) => {
      const isFirst = replica === marker.replica && counter === marker.counter;
      names.push(isFirst ? firstBlockId : nameOf(parts.space.replicas, { replica, counter }));
    });
  }
  nameAll(parts.containers);
  nameAll(parts.atoms);
  return names.flatMap((target) => readLosingValues(parts, target).map((losing) => ({ target, ...losing })));
}

/** The segment with a name, shown or not; null if there is none. */
function registeredSegment({ root, tables }: DocumentParts, id: string): Segment | null {
  const cell = id.endsWith("/0") ? tables.cellsById.get(id.slice(0, -2)) : undefined;
  const element = cell ? cell.marker : parseName(root.space.replicas, id);
  if (!element) return null;
  const parts = cell?.content ?? tables.homes.get(element)?.cell.content ?? root;
  return parts.segments.get(element.replica, element.counter) ?? null;
}

function losingValues(parts: DocumentParts, registers: AttributeRegisters): LosingValue[] {
  const losing: LosingValue[] = [];
  for (const [key, register] of registers.entries()) {
    for (const { content, id } of register.losing()) {
      if (equalValues(content, register.winner?.content)) continue;
      losing.push({ key, value: content, replica: parts.space.replicas.idAt(id.replica) });
    }
  }
  return losing;
}

/** Moves of a block that lost; their values are the ids of the slots. */
function losingPlaces(parts: DocumentParts, { placeRegister }: Segment): LosingValue[] {
  const { replicas } = parts.space;
  return placeRegister.losing().map(({ content, id }) => ({
    key: PLACE_KEY,
    value: nameOf(replicas, content.element),
    replica: replicas.idAt(id.replica),
  }));
}

function losingHouses(parts: DocumentParts, register: Register<Element | null>, key: string): LosingValue[] {
  const { replicas } = parts.space;
  const losing = register.losing().map(({ content, id }) => ({
    key,
    value: content && nameOf(replicas, content),
    replica: replicas.idAt(id.replica),
  }));
  const winner = register.winner?.content ?? null;
  const shown = winner && nameOf(replicas, winner);
  return losing.filter(({ value }) => value !== shown);
}
