/**
 * What is open, one room for a document. A room stays as long as somebody holds it and until its last commit is done,
 * so that there are never two that write one log.
 */
import type { DocumentId } from "@weft/protocol";
import type { Metrics } from "../metrics.ts";

/** What can be held open. */
export interface Holdable {
  /** Whether it takes nobody in any more. */
  readonly isOver: boolean;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/** A room that stays open until it is released, once. */
export interface Hold<Room> {
  readonly room: Room;
  release(): Promise<void>;
}

interface Slot<Room> {
  readonly documentId: DocumentId;
  readonly opening: Promise<Room | null>;
  room: Room | null;
  holders: number;
}

/** The open rooms of one kind. */
export class OpenRooms<Room extends Holdable> {
  private readonly metrics: Metrics;
  private readonly open: (documentId: DocumentId) => Promise<Room | null>;
  private readonly slotsById = new Map<DocumentId, Slot<Room>>();

  /** `open` gives null for a document that is not there. */
  constructor(metrics: Metrics, open: (documentId: DocumentId) => Promise<Room | null>) {
    this.metrics = metrics;
    this.open = open;
  }

  /** Opens a document or finds it open; null if it is not there. Rejects as `open` does. */
  async acquire(documentId: DocumentId): Promise<Hold<Room> | null> {
    const slot = this.slotsById.get(documentId) ?? this.addSlot(documentId);
    slot.holders++;
    const release = (): Promise<void> => this.release(slot);
    try {
      slot.room = await slot.opening;
    } catch (error) {
      await release();
      throw error;
    }
    const { room } = slot;
    if (room !== null && !room.isOver) return { room, release };
    await release();
    if (room === null) return null;
    await room.settled();
    this.removeSlot(slot);
    return this.acquire(documentId);
  }

  /** The room of a document if it is open. */
  find(documentId: DocumentId): Room | null {
    return this.slotsById.get(documentId)?.room ?? null;
  }

  /** All rooms that are open. */
  all(): readonly Room[] {
    return [...this.slotsById.values()].flatMap(({ room }) => (room === null ? [] : [room]));
  }

  private addSlot(documentId: DocumentId): Slot<Room> {
    const slot: Slot<Room> = { documentId, opening: this.opened(documentId), room: null, holders: 0 };
    this.slotsById.set(documentId, slot);
    return slot;
  }

  private async opened(documentId: DocumentId): Promise<Room | null> {
    const room = await this.open(documentId);
    if (room !== null) this.metrics.roomOpened();
    return room;
  }

  private async release(slot: Slot<Room>): Promise<void> {
    slot.holders--;
    if (slot.holders > 0) return;
    await slot.room?.settled();
    if (slot.holders === 0) this.removeSlot(slot);
  }

  private removeSlot(slot: Slot<Room>): void {
    if (this.slotsById.get(slot.documentId) !== slot) return;
    this.slotsById.delete(slot.documentId);
    if (slot.room !== null) this.metrics.roomClosed();
  }
}
