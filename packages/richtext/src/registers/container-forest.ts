/**
 * Which container is inside which, without cycles: the parent writes are replayed oldest first, and one that
 * would close a cycle is skipped (the rule of Kleppmann and others, "A highly-available move operation for
 * replicated trees", §3). A new write costs the depth of the tree and one step for each newer write; nothing
 * here recurses.
 */
import type { Element, OpSpace } from "@weft/rga";
import type { ContainerNode } from "./container-node.ts";
import type { ElementTable } from "./element-table.ts";
import { compareWrites } from "./register.ts";

interface ParentWrite {
  readonly id: Element;
  readonly stamp: number;
  readonly child: ContainerNode;
  readonly parentId: Element | null;
  active: boolean;
  /** What `child.parent` was before this write, or undefined while it is skipped. */
  before: ContainerNode | null | undefined;
}

/** The parents of all containers. */
export class ContainerForest {
  private readonly space: OpSpace;
  private readonly nodes: ElementTable<ContainerNode>;
  /** Oldest first. The first parent of a container is not among them: it counts as older than all of them. */
  private readonly writes: ParentWrite[] = [];

  constructor(space: OpSpace, nodes: ElementTable<ContainerNode>) {
    this.space = space;
    this.nodes = nodes;
  }

  /** Sets the first parent of a container that was just made. */
  plant(child: ContainerNode, parentId: Element | null): void {
    this.link(child, this.node(parentId));
  }

  /** Applies a later parent write; returns the containers whose parent is another one now. */
  write(id: Element, stamp: number, child: ContainerNode, parentId: Element | null): ContainerNode[] {
    const write: ParentWrite = { id, stamp, child, parentId, active: true, before: undefined };
    return this.replay(write, () => {
      let index = this.writes.length;
      while (index > 0 && compareWrites(this.space, this.writes[index - 1]!, write) > 0) index--;
      this.writes.splice(index, 0, write);
    });
  }

  /** Undoes or redoes the parent write of the op `id`; returns the containers whose parent is another one now. */
  setActive(id: Element, active: boolean): ContainerNode[] {
    const write = this.writes.findLast(
      (candidate) => candidate.id.replica === id.replica && candidate.id.counter === id.counter,
    );
    if (!write || write.active === active) return [];
    return this.replay(write, () => {
      write.active = active;
    });
  }

  /** Takes back all writes from `pivot` on, changes, and applies them again. */
  private replay(pivot: ParentWrite, change: () => void): ContainerNode[] {
    const before = new Map<ContainerNode, ContainerNode | null>();
    for (let index = this.writes.length - 1; index >= 0; index--) {
      const write = this.writes[index]!;
      if (compareWrites(this.space, write, pivot) < 0) break;
      if (write.before === undefined) continue;
      if (!before.has(write.child)) before.set(write.child, write.child.parent);
      this.link(write.child, write.before);
      write.before = undefined;
    }
    change();
    let start = this.writes.length;
    while (start > 0 && compareWrites(this.space, this.writes[start - 1]!, pivot) >= 0) start--;
    for (const write of this.writes.slice(start)) {
      const parent = this.node(write.parentId);
      if (!write.active || isInside(parent, write.child)) continue;
      if (!before.has(write.child)) before.set(write.child, write.child.parent);
      write.before = write.child.parent;
      this.link(write.child, parent);
    }
    return [...before].filter(([node, parent]) => node.parent !== parent).map(([node]) => node);
  }

  private link(child: ContainerNode, parent: ContainerNode | null): void {
    child.parent?.children.delete(child);
    child.parent = parent;
    parent?.children.add(child);
  }

  /** The container with an id; an id of something else is none. */
  private node(id: Element | null): ContainerNode | null {
    return id ? (this.nodes.get(id.replica, id.counter) ?? null) : null;
  }
}

function isInside(node: ContainerNode | null, possibleAncestor: ContainerNode): boolean {
  for (let at = node; at; at = at.parent) if (at === possibleAncestor) return true;
  return false;
}
