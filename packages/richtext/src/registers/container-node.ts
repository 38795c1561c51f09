import type { Element, OpSpace } from "@weft/rga";
import { AttributeRegisters } from "./attribute-registers.ts";
import { Register } from "./register.ts";

/** A container around blocks: its registers, and where it is among the containers. */
export class ContainerNode {
  readonly element: Element;
  readonly id: string;
  readonly attributes: AttributeRegisters;
  /** The id of the container around this one; null for none. Kept for the values that lost. */
  readonly parentRegister: Register<Element | null>;
  /** The container around it as shown: the register with every cycle cut. Kept by `ContainerForest`. */
  parent: ContainerNode | null = null;
  readonly children = new Set<ContainerNode>();

  constructor(space: OpSpace, element: Element, id: string) {
    this.element = element;
    this.id = id;
    this.attributes = new AttributeRegisters(space);
    this.parentRegister = new Register<Element | null>(space);
  }
}
