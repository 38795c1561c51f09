/** How much of the disk a document may take for files, and how much one address may send. */
import type { Clock } from "@weft/base";
import type { DocumentId, FileRefusal } from "@weft/protocol";
import { RateLimit } from "../identity/rate-limit.ts";
import {
  filesPerDocumentMax,
  rememberedUsagesMax,
  uploadsAtOnceMax,
  uploadsPerAddressMax,
} from "../limits.ts";
import type { FileStore, FileUsage } from "./file-store.ts";

/** What an operator allows. */
export interface FileLimits {
  readonly bytesPerDocument: number;
  /** Bytes that one address may send within an hour. */
  readonly bytesPerHour: number;
}

/** What is asked for before any byte is read. */
export interface UploadWish {
  readonly documentId: DocumentId;
  /** Of the network. */
  readonly address: string;
  /** How many bytes will come at the most. */
  readonly bytes: number;
}

/** Room that is kept for an upload until it is settled. */
export interface Reservation {
  /** `bytes` have been stored as a new file, or null for nothing new. */
  settle(bytes: number | null): void;
}

const hourMs = 3_600_000;

/** Grants room for uploads. What is on its way counts as if it were there, so that many at once get no more than one. */
export class FileAllowance {
  private readonly files: FileStore;
  private readonly limits: FileLimits;
  private readonly sent: RateLimit;
  private readonly usageByDocument = new Map<DocumentId, FileUsage>();
  private readonly reservedByDocument = new Map<DocumentId, FileUsage>();
  private readonly uploadsByAddress = new Map<string, number>();
  private uploads = 0;

  constructor(files: FileStore, limits: FileLimits, clock: Clock) {
    this.files = files;
    this.limits = limits;
    this.sent = new RateLimit(clock, { countMax: limits.bytesPerHour, windowMs: hourMs });
  }

  /** Room for an upload, or the reason why there is none. Rejects with a `StorageError`. */
  async reserve({ documentId, address, bytes }: UploadWish): Promise<Reservation | FileRefusal> {
    await this.rememberUsage(documentId);
    // From here on nothing waits: two that ask at once see each other.
    const reserved = this.reservedByDocument.get(documentId) ?? nothing;
    const all = added(this.usageByDocument.get(documentId) ?? nothing, reserved);
    if (all.bytes + bytes > this.limits.bytesPerDocument || all.files >= filesPerDocumentMax) {
      return "document-full";
    }
    const ofAddress = this.uploadsByAddress.get(address) ?? 0;
    if (this.uploads >= uploadsAtOnceMax || ofAddress >= uploadsPerAddressMax) return "too-many";
    if (!this.sent.take(address, bytes)) return "too-many";
    this.uploads++;
    this.uploadsByAddress.set(address, ofAddress + 1);
    this.reservedByDocument.set(documentId, added(reserved, { files: 1, bytes }));
    return { settle: (stored) => this.release({ documentId, address, bytes }, stored) };
  }

  private release({ documentId, address, bytes }: UploadWish, stored: number | null): void {
    this.uploads--;
    const ofAddress = (this.uploadsByAddress.get(address) ?? 0) - 1;
    if (ofAddress > 0) this.uploadsByAddress.set(address, ofAddress);
    else this.uploadsByAddress.delete(address);
    const left = added(this.reservedByDocument.get(documentId) ?? nothing, { files: -1, bytes: -bytes });
    if (left.files > 0) this.reservedByDocument.set(documentId, left);
    else this.reservedByDocument.delete(documentId);
    const usage = this.usageByDocument.get(documentId);
    if (usage !== undefined && stored !== null) {
      this.usageByDocument.set(documentId, added(usage, { files: 1, bytes: stored }));
    }
  }

  /** Counted on the disk once. Documents that nothing is sent to are forgotten, the one counted longest ago first. */
  private async rememberUsage(documentId: DocumentId): Promise<void> {
    if (this.usageByDocument.has(documentId)) return;
    const usage = await this.files.usage(documentId);
    if (this.usageByDocument.has(documentId)) return;
    for (const known of this.usageByDocument.keys()) {
      if (this.usageByDocument.size < rememberedUsagesMax) break;
      if (!this.reservedByDocument.has(known)) this.usageByDocument.delete(known);
    }
    this.usageByDocument.set(documentId, usage);
  }
}

const nothing: FileUsage = { files: 0, bytes: 0 };

function added(a: FileUsage, b: FileUsage): FileUsage {
  return { files: a.files + b.files, bytes: a.bytes + b.bytes };
}
