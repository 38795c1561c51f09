import type { OpSpace, Sequence } from "@weft/rga";
import type { BlockIndex } from "../blocks/block-index.ts";
import type { Segment } from "../blocks/segment.ts";
import type { Slot } from "../blocks/slot.ts";
import type { MarkReader } from "../marks/mark-reader.ts";
import type { MarkTree } from "../marks/mark-tree.ts";
import type { RangeMark } from "../marks/range-mark.ts";
import type { AttributeRegisters } from "../registers/attribute-registers.ts";
import type { ContainerForest } from "../registers/container-forest.ts";
import type { ContainerNode } from "../registers/container-node.ts";
import type { ElementTable } from "../registers/element-table.ts";
import type { Write } from "../registers/register.ts";

/** All that a document consists of. Everything in it follows from the set of ops that were applied. */
export interface DocumentParts {
  readonly space: OpSpace;
  /** Order and visibility of characters and atoms. Markers are hidden in it: whether they show is the index's business. */
  readonly sequence: Sequence;
  readonly segments: ElementTable<Segment>;
  /** The register write of each slot. */
  readonly slots: ElementTable<Write<Slot<Segment>>>;
  readonly blocks: BlockIndex;
  readonly atoms: ElementTable<AttributeRegisters>;
  readonly containers: ElementTable<ContainerNode>;
  readonly forest: ContainerForest;
  /** The blocks in each container, shown or not. */
  readonly housed: Map<ContainerNode, Set<Segment>>;
  readonly properties: AttributeRegisters;
  readonly marks: MarkTree;
  readonly marksById: ElementTable<RangeMark>;
  readonly markReader: MarkReader;
}
