/** Who takes part in a history, and what their browsers keep. */
import { assert } from "@weft/base";
import type { DocumentId, Role } from "@weft/protocol";
import { MemoryStore, type OutboxBatch, type Replica } from "@weft/sync";
import type { VirtualNetwork } from "./virtual-network.ts";
import type { VirtualTabs } from "./virtual-tabs.ts";

/** The right by which somebody takes part; several tabs and a copied profile have one. */
export interface Access {
  readonly tokenId: string;
  readonly token: string;
  role: Role | "none";
  /** Whether something of theirs may have been refused: then not all that they typed need be in the document. */
  wasRefused: boolean;
}

/** Who takes part, in one tab. */
export interface Person {
  readonly replica: Replica;
  readonly network: VirtualNetwork;
  readonly access: Access;
  readonly store: MemoryStore;
  readonly browser: VirtualTabs;
}

/** What a copy of a browser's profile holds, and what is in it that the server may lack. */
export async function copyOf(
  store: MemoryStore,
  documentId: DocumentId,
): Promise<{ readonly copy: MemoryStore; readonly batches: readonly OutboxBatch[] }> {
  const loaded = await store.load(documentId);
  assert(loaded.ok, "the store is open");
  const { snapshot, tail, mark, place, outbox, replicas } = loaded.value;
  const copy = new MemoryStore({ keeps: true });
  if (snapshot) await copy.compact(documentId, { ...mark, generation: 0 }, snapshot);
  await copy.receive(documentId, { updates: tail, saved: [], after: null, place });
  await copy.append(documentId, outbox);
  for (const replica of replicas) await copy.addReplica(documentId, replica);
  return { copy, batches: outbox };
}
