import type { DocumentId } from "@weft/protocol";
import {
  InspectedDocuments,
  type Inspection,
  type NewBatch,
} from "../../src/admission/inspected-documents.ts";
import type { InspectedLog, LogInspector } from "../../src/admission/inspector.ts";

/** The inspector without a thread, for virtual time: the same documents and the same judgement, at once. */
export class DirectInspector implements LogInspector {
  private readonly documents = new InspectedDocuments();
  private readonly seqById = new Map<DocumentId, number>();

  async inspect(log: InspectedLog, batches: readonly NewBatch[]): Promise<readonly Inspection[]> {
    await this.catchUp(log);
    return this.documents.inspect(log.documentId, batches);
  }

  async save(log: InspectedLog): Promise<Uint8Array> {
    await this.catchUp(log);
    return this.documents.save(log.documentId);
  }

  async withoutDeleted(log: InspectedLog): Promise<readonly Uint8Array[]> {
    await this.catchUp(log);
    return this.documents.withoutDeleted(log.documentId);
  }

  confirm(documentId: DocumentId, lastSeq: number): void {
    if (this.seqById.has(documentId)) this.seqById.set(documentId, lastSeq);
  }

  async forget(documentId: DocumentId): Promise<void> {
    this.seqById.delete(documentId);
    this.documents.forget(documentId);
  }

  private async catchUp(log: InspectedLog): Promise<void> {
    const { documentId, lastSeq } = log;
    let seq = this.seqById.get(documentId);
    if (seq === undefined || seq > lastSeq) {
      const snapshot = await log.findSnapshot();
      this.documents.open(documentId, snapshot?.bytes ?? null);
      seq = snapshot?.seq ?? 0;
    }
    if (seq < lastSeq) {
      const { entries } = await log.readEntries({ documentId, afterSeq: seq, lastSeq, bytesMax: 1e12 });
      this.documents.feed(
        documentId,
        entries.map(({ bytes }) => bytes),
      );
    }
    this.seqById.set(documentId, lastSeq);
  }
}
