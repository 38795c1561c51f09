/** The documents of our own engine that are open. */
import type { DocumentId } from "@weft/protocol";
import { DocumentLog, type LogServices } from "../log/document-log.ts";
import { type Hold, OpenRooms } from "./open-rooms.ts";
import { Room, type RoomServices } from "./room.ts";

/** A room that stays open until it is released, once. */
export type RoomHold = Hold<Room>;

/** All open documents. */
export class Rooms {
  private readonly services: RoomServices & LogServices;
  private readonly rooms: OpenRooms<Room>;

  constructor(services: RoomServices & LogServices) {
    this.services = services;
    this.rooms = new OpenRooms(services.metrics, (documentId) => this.open(documentId));
    services.commits.onDiskState((state) => {
      for (const room of this.rooms.all()) room.diskChanged(state);
    });
  }

  /**
   * Opens a document or finds it open; null for an unknown one, and for one of another engine. Rejects with a
   * `StorageError`.
   */
  acquire(documentId: DocumentId): Promise<RoomHold | null> {
    return this.rooms.acquire(documentId);
  }

  /** The room of a document if it is open. */
  find(documentId: DocumentId): Room | null {
    return this.rooms.find(documentId);
  }

  /** Takes nothing more; resolves when nothing is under way any more. */
  async drain(): Promise<void> {
    const rooms = this.rooms.all();
    for (const room of rooms) room.beginDraining();
    await Promise.all(rooms.map((room) => room.settled()));
  }

  /** Sends everybody away, whatever is under way. */
  close(): void {
    for (const room of this.rooms.all()) room.close("goingAway", "The server is restarting.");
  }

  private async open(documentId: DocumentId): Promise<Room | null> {
    const { logger } = this.services;
    const log = await DocumentLog.open(this.services, documentId, (seq) => {
      logger.error({ documentId, seq }, "the log is damaged from this entry on; the rest was set aside");
    });
    return log && new Room(this.services, log);
  }
}
