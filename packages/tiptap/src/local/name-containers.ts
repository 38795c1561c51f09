/**
 * Which container of the model each container node of the region is (rules TT-14 to TT-18 of SPEC.md).
 *
 * A node whose opening token survived is the container that it was. A node that the editor rebuilt is the one
 * that held most of its children. Fragments of one list or quote may share an id as long as they agree on
 * parent, type and attributes and do not touch; list items never share one.
 */
import type { ContainerId } from "@weft/richtext";
import type { ShownBlock, ShownBlocks } from "../show/shown-blocks.ts";
import type { ContainerRole, Vocabulary } from "../show/vocabulary.ts";
import type { Pairing, Swap } from "./pair-markers.ts";
import {
  type CarriedContainer,
  isContainer,
  type NewBlock,
  type NewContainer,
  type Reading,
} from "./region.ts";

/** What a container node is: one that the model has, with what it was, or a new one. */
export type Name =
  | { readonly kind: "old"; readonly id: ContainerId; readonly was: CarriedContainer }
  | { readonly kind: "new"; readonly key: string };

/** The outcome. `fuses`: two fragments of one container now touch, which joins them by rule. */
export interface Naming {
  readonly names: ReadonlyMap<NewContainer, Name>;
  readonly fuses: boolean;
  /** A container that gets a new id reaches out of the region: read it again from here to there. */
  readonly reach: { readonly from: number; readonly to: number } | null;
}

/** Names the containers of a region. */
export function nameContainers(
  region: Reading,
  pairing: Pairing,
  context: { readonly blocks: ShownBlocks; readonly vocabulary: Vocabulary; readonly prefix: string },
): Naming {
  const origins = findOrigins(region, pairing, context.vocabulary);
  const namer = new Namer(region, origins, context);
  const byDepth = [...region.newContainers].sort(
    (a, b) => a.depth - b.depth || Number(b.carried !== null) - Number(a.carried !== null),
  );
  for (const container of byDepth) namer.name(container);
  return { names: namer.names, fuses: namer.fuses, reach: namer.reach };
}

type Origins = Map<NewContainer, CarriedContainer>;

/** For each container node the container that it was or held most of its children, if any. */
function findOrigins(region: Reading, pairing: Pairing, vocabulary: Vocabulary): Origins {
  const origins: Origins = new Map();
  for (const container of region.newContainers) {
    if (container.carried) origins.set(container, container.carried);
  }
  const renewed = new Set<NewContainer>();
  for (const swap of pairing.swaps) moveItemIds(swap, { origins, renewed, vocabulary });
  for (const container of region.newContainers.toReversed()) {
    if (origins.has(container) || renewed.has(container)) continue;
    const origin = originOfChildren(container, { origins, pairing, vocabulary });
    if (origin) origins.set(container, origin);
  }
  return origins;
}

/** Enter at the start of an item: the item's id goes with the text, as the block's does. */
function moveItemIds(
  swap: Swap,
  state: { readonly origins: Origins; readonly renewed: Set<NewContainer>; readonly vocabulary: Vocabulary },
): void {
  const { origins, renewed, vocabulary } = state;
  const earlierChain = chainOf(swap.earlier);
  const laterChain = chainOf(swap.later);
  for (const [depth, earlier] of earlierChain.entries()) {
    const later = laterChain[depth];
    if (!later || earlier === later) continue;
    const origin = origins.get(earlier);
    const sameRole = vocabulary.roleOf(earlier.node.type) === vocabulary.roleOf(later.node.type);
    const holdsOnlyIt = earlier.children.length === 1;
    if (!origin || origins.has(later) || !sameRole || !holdsOnlyIt) return;
    origins.delete(earlier);
    renewed.add(earlier);
    origins.set(later, origin);
  }
}

function chainOf(block: NewBlock): NewContainer[] {
  const chain: NewContainer[] = [];
  for (let container = block.container; container; container = container.parent) chain.unshift(container);
  return chain;
}

function originOfChildren(
  container: NewContainer,
  state: { readonly origins: Origins; readonly pairing: Pairing; readonly vocabulary: Vocabulary },
): CarriedContainer | null {
  const { origins, pairing, vocabulary } = state;
  const role = vocabulary.roleOf(container.node.type);
  const votes = new Map<ContainerId, { count: number; readonly origin: CarriedContainer }>();
  let best: { count: number; readonly origin: CarriedContainer } | null = null;
  for (const child of container.children) {
    const origin = isContainer(child)
      ? parentOf(origins.get(child))
      : innermostOf(pairing.sources.get(child)?.path);
    if (!origin || roleOf(vocabulary, origin) !== role) continue;
    const { id } = origin.path[origin.depth]!.container;
    const vote = votes.get(id) ?? { count: 0, origin };
    vote.count++;
    votes.set(id, vote);
    if (!best || vote.count > best.count) best = vote;
  }
  return best?.origin ?? null;
}

function roleOf(vocabulary: Vocabulary, origin: CarriedContainer): ContainerRole | null {
  return vocabulary.roleOf(origin.path[origin.depth]!.type);
}

function parentOf(origin: CarriedContainer | undefined): CarriedContainer | null {
  if (!origin || origin.depth === 0) return null;
  return { path: origin.path, depth: origin.depth - 1, opening: null };
}

function innermostOf(path: CarriedContainer["path"] | undefined): CarriedContainer | null {
  if (!path || path.length === 0) return null;
  return { path, depth: path.length - 1, opening: null };
}

class Namer {
  readonly names = new Map<NewContainer, Name>();
  fuses = false;
  reach: { from: number; to: number } | null = null;
  private readonly region: Reading;
  /** What the keys of containers that this sequence makes begin with. */
  private readonly prefix: string;
  private readonly origins: Origins;
  private readonly blocks: ShownBlocks;
  private readonly vocabulary: Vocabulary;
  private readonly holdersById = new Map<ContainerId, NewContainer[]>();
  /** The blocks of the region, whose containers all open in it. */
  private readonly inside: ReadonlySet<ShownBlock>;
  /** Containers that open before the region and reach into it, each with the block before which it opens. */
  private readonly openBefore = new Map<ContainerId, Set<ShownBlock>>();

  constructor(
    region: Reading,
    origins: Origins,
    context: { readonly blocks: ShownBlocks; readonly vocabulary: Vocabulary; readonly prefix: string },
  ) {
    this.region = region;
    this.origins = origins;
    this.blocks = context.blocks;
    this.vocabulary = context.vocabulary;
    this.prefix = context.prefix;
    this.inside = new Set(region.oldBlocks.map((block) => block.handle.item));
    for (const { carried } of region.newContainers) {
      if (!carried?.opening) continue;
      const { id } = carried.path[carried.depth]!.container;
      const openings = this.openBefore.get(id);
      if (openings) openings.add(carried.opening);
      else this.openBefore.set(id, new Set([carried.opening]));
    }
  }

  name(container: NewContainer): void {
    const was = this.origins.get(container);
    if (was && this.mayHold(container, was)) {
      const { id } = was.path[was.depth]!.container;
      this.names.set(container, { kind: "old", id, was });
      const holders = this.holdersById.get(id);
      if (holders) holders.push(container);
      else this.holdersById.set(id, [container]);
      return;
    }
    this.names.set(container, { kind: "new", key: `${this.prefix} ${this.names.size}` });
    this.cover(container);
  }

  private mayHold(container: NewContainer, was: CarriedContainer): boolean {
    const { container: old } = was.path[was.depth]!;
    const holders = this.holdersById.get(old.id) ?? [];
    const isApart =
      this.blocks.isHidden(old.id) ||
      [...this.blocks.openings(old.id)].some((opening) => !this.isSeen(old.id, opening));
    if (isApart && !this.isAsBefore(container, was)) return false;
    if (holders.length === 0) return true;
    if (roleOf(this.vocabulary, was) === "item") return false;
    const first = holders[0]!;
    if (!this.sameParent(container, first) || !first.node.sameMarkup(container.node)) return false;
    for (const holder of holders) {
      if (!this.areNeighbours(container, holder)) continue;
      if (!container.carried || !holder.carried) return false;
      this.fuses = true;
    }
    return true;
  }

  /** Whether a node of the region accounts for a container that opens before a block: others may open there, too. */
  private isSeen(id: ContainerId, opening: ShownBlock): boolean {
    return this.inside.has(opening) || this.openBefore.get(id)?.has(opening) === true;
  }

  /** Whether a node has the parent, type and attributes that its container was shown with. */
  private isAsBefore(container: NewContainer, was: CarriedContainer): boolean {
    const { container: old, type } = was.path[was.depth]!;
    if (type !== container.node.type) return false;
    const attributes = this.vocabulary.toEditorAttributes(type, old.type, old.attributes);
    if (!type.create(attributes).hasMarkup(type, container.node.attrs)) return false;
    const parent = container.parent ? this.names.get(container.parent) : null;
    const oldParentId = was.path[was.depth - 1]?.container.id ?? null;
    return parent ? parent.kind === "old" && parent.id === oldParentId : oldParentId === null;
  }

  private sameParent(left: NewContainer, right: NewContainer): boolean {
    if (left.parent === right.parent) return true;
    const leftName = left.parent && this.names.get(left.parent);
    const rightName = right.parent && this.names.get(right.parent);
    return leftName?.kind === "old" && rightName?.kind === "old" && leftName.id === rightName.id;
  }

  private areNeighbours(left: NewContainer, right: NewContainer): boolean {
    if (left.parent !== right.parent) return false;
    const siblings = left.parent?.children ?? this.region.roots;
    return Math.abs(siblings.indexOf(left) - siblings.indexOf(right)) === 1;
  }

  /** All children of a container with a new id are re-housed, so all of them have to be in the region. */
  private cover(container: NewContainer): void {
    const from = container.position;
    const to = from + container.node.nodeSize;
    if (from >= this.region.from && to <= this.region.to) return;
    this.reach = { from: Math.min(from, this.reach?.from ?? from), to: Math.max(to, this.reach?.to ?? to) };
  }
}
