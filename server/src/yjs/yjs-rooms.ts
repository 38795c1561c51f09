/** The Yjs documents that are open. */
import type { DocumentId } from "@weft/protocol";
import { type Hold, OpenRooms } from "../room/open-rooms.ts";
import { YjsLog, type YjsLogServices } from "./yjs-log.ts";
import { YjsRoom, type YjsRoomServices } from "./yjs-room.ts";

/** All open Yjs documents. */
export class YjsRooms {
  private readonly services: YjsRoomServices & YjsLogServices;
  private readonly rooms: OpenRooms<YjsRoom>;

  constructor(services: YjsRoomServices & YjsLogServices) {
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
  acquire(documentId: DocumentId): Promise<Hold<YjsRoom> | null> {
    return this.rooms.acquire(documentId);
  }

  /** The room of a document if it is open. */
  find(documentId: DocumentId): YjsRoom | null {
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

  private async open(documentId: DocumentId): Promise<YjsRoom | null> {
    const { logger } = this.services;
    const log = await YjsLog.open(this.services, documentId, (seq) => {
      logger.error({ documentId, seq }, "the log is damaged from this entry on; the rest was set aside");
    });
    if (log === null) return null;
    // What is at hand from the last time may be ahead of the log: of one that was cut, or of a commit that failed.
    await this.services.decoder.forget(documentId);
    return new YjsRoom(this.services, log);
  }
}
