import type { Segment } from "../blocks/segment.ts";
import { MAX_SHOWN_DEPTH } from "../limits.ts";
import type { Container } from "../rich-text.ts";
import type { DocumentParts } from "./document-parts.ts";
import { hasHeaderRow } from "./table-reader.ts";

/** The types under which the parts of a table are told as containers. */
const ROW_TYPE = "tableRow";
const CELL_TYPE = "tableCell";
const HEADER_TYPE = "tableHeader";

/** What around a table is shown: whoever shows that shows its rows and cells too. */
const AROUND_TABLE_MAX = MAX_SHOWN_DEPTH - 3;

/** What is around a block, from the outermost on: for one in a cell also the table, the row and the cell. */
export function readContainers(parts: DocumentParts, segment: Segment): Container[] {
  if (segment.isTable && !parts.cell) return containersOf(segment).slice(0, AROUND_TABLE_MAX);
  return [...aroundCell(parts), ...containersOf(segment)].slice(0, MAX_SHOWN_DEPTH);
}

function containersOf(segment: Segment): Container[] {
  const containers: Container[] = [];
  for (let node = segment.container; node; node = node.parent) {
    containers.push({ id: node.id, type: node.attributes.type, attributes: node.attributes.attributes });
  }
  return containers.reverse();
}

/** The containers around a table, the table, the row and the cell; none for the document's own sequence. */
function aroundCell({ root, cell, tables }: DocumentParts): Container[] {
  const grid = cell && tables.gridAround(cell);
  const table = grid && root.segments.get(grid.marker.replica, grid.marker.counter);
  if (!cell || !grid || !table) return [];
  const { type, attributes } = table.attributes;
  const isHeader = hasHeaderRow(table) && grid.rows.shownAt(0) === cell.row;
  return [
    ...containersOf(table).slice(0, AROUND_TABLE_MAX),
    { id: table.id, type, attributes },
    { id: cell.row.name, type: ROW_TYPE, attributes: {} },
    { id: cell.id, type: isHeader ? HEADER_TYPE : CELL_TYPE, attributes: {} },
  ];
}
