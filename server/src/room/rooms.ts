/**
 * The documents that are open, one room each. A room stays as long as somebody holds it and until its last commit
 * is done, so that there are never two that write one log.
 */
import type { DocumentId } from "@weft/protocol";
import { DocumentLog, type LogServices } from "../log/document-log.ts";
import { Room, type RoomServices } from "./room.ts";

/** A room that stays open until it is released, once. */
export interface RoomHold {
  readonly room: Room;
  release(): Promise<void>;
}

interface Slot {
  readonly documentId: DocumentId;
  readonly opening: Promise<Room | null>;
  room: Room | null;
  holders: number;
}

/** All open documents. */
export class Rooms {
  private readonly services: RoomServices & LogServices;
  private readonly slotsById = new Map<DocumentId, Slot>();

  constructor(services: RoomServices & LogServices) {
    this.services = services;
    services.commits.onDiskState((state) => {
      for (const room of this.openRooms()) room.diskChanged(state);
    });
  }

  /** Opens a document or finds it open; null for an unknown one. Rejects with a `StorageError`. */
  async acquire(documentId: DocumentId): Promise<RoomHold | null> {
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

  /** Takes nothing more; resolves when nothing is under way any more. */
  async drain(): Promise<void> {
    const rooms = this.openRooms();
    for (const room of rooms) room.beginDraining();
    await Promise.all(rooms.map((room) => room.settled()));
  }

  /** Sends everybody away, whatever is under way. */
  close(): void {
    for (const room of this.openRooms()) room.close("goingAway", "The server is restarting.");
  }

  private openRooms(): readonly Room[] {
    return [...this.slotsById.values()].flatMap(({ room }) => (room === null ? [] : [room]));
  }

  private addSlot(documentId: DocumentId): Slot {
    const slot: Slot = { documentId, opening: this.open(documentId), room: null, holders: 0 };
    this.slotsById.set(documentId, slot);
    return slot;
  }

  private async release(slot: Slot): Promise<void> {
    slot.holders--;
    if (slot.holders > 0) return;
    await slot.room?.settled();
    if (slot.holders === 0) this.removeSlot(slot);
  }

  private removeSlot(slot: Slot): void {
    if (this.slotsById.get(slot.documentId) !== slot) return;
    this.slotsById.delete(slot.documentId);
    if (slot.room !== null) this.services.metrics.roomClosed();
  }

  private async open(documentId: DocumentId): Promise<Room | null> {
    const { logger, metrics } = this.services;
    const log = await DocumentLog.open(this.services, documentId, (seq) => {
      logger.error({ documentId, seq }, "the log is damaged from this entry on; the rest was set aside");
    });
    if (log === null) return null;
    metrics.roomOpened();
    return new Room(this.services, log);
  }
}
