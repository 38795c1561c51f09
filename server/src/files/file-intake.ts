/** How a file gets in: room first, then bytes at a pace, then their hash, then once more whether it may be. */
import type { Clock } from "@weft/base";
import { type DocumentId, type FileHash, type FileRefusal, fileBytesMax } from "@weft/protocol";
import { uploadWindowBytesMin, uploadWindowMs } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import { FileAllowance, type FileLimits } from "./file-allowance.ts";
import type { FileStore, IncomingFile } from "./file-store.ts";
import { BrokenOffError, paced, TooSlowError } from "./upload-pace.ts";

/** What the intake stands on. */
export interface IntakeServices {
  readonly files: FileStore;
  readonly limits: FileLimits;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** A file on its way in. */
export interface Upload {
  readonly documentId: DocumentId;
  /** What its bytes are said to be. */
  readonly hash: FileHash;
  /** Of the network. */
  readonly address: string;
  /** How many bytes are said to come, null if nothing is said. */
  readonly declaredBytes: number | null;
  readonly body: ReadableStream<Uint8Array> | null;
  /** Asked when all bytes are here: the right to bring them may have been taken back meanwhile. */
  readonly mayStill: () => Promise<boolean>;
}

/** What became of an upload. `known`: the document had the file. */
export type IntakeOutcome =
  | { readonly kind: "stored" | "known" }
  | { readonly kind: "refused"; readonly reason: FileRefusal };

/** The one way in for files. */
export class FileIntake {
  private readonly services: IntakeServices;
  private readonly allowance: FileAllowance;

  constructor(services: IntakeServices) {
    this.services = services;
    this.allowance = new FileAllowance(services.files, services.limits, services.clock);
  }

  /** Takes a file in, whole or not at all. Rejects with a `StorageError`, or a `BrokenOffError` if the sender has gone. */
  async take(upload: Upload): Promise<IntakeOutcome> {
    const { metrics } = this.services;
    const outcome = await this.admit(upload);
    if (outcome.kind === "refused") metrics.fileRefused(outcome.reason);
    else metrics.fileTaken(outcome.kind);
    return outcome;
  }

  private async admit(upload: Upload): Promise<IntakeOutcome> {
    const { documentId, address, declaredBytes } = upload;
    const bytes = declaredBytes ?? fileBytesMax;
    if (bytes > fileBytesMax) return refused("too-large");
    const reservation = await this.allowance.reserve({ documentId, address, bytes });
    if (typeof reservation === "string") return refused(reservation);
    let stored: number | null = null;
    try {
      const incoming = await this.receive(upload, bytes);
      if (typeof incoming === "string") return refused(incoming);
      const objection = await objectionTo(incoming, upload);
      if (objection !== null) {
        await incoming.drop();
        return refused(objection);
      }
      const kind = await incoming.keep(documentId);
      if (kind === "stored") stored = incoming.size;
      return { kind };
    } finally {
      reservation.settle(stored);
    }
  }

  private async receive({ body }: Upload, bytesMax: number): Promise<IncomingFile | FileRefusal> {
    const { files, clock } = this.services;
    const pace = { windowMs: uploadWindowMs, bytesMin: uploadWindowBytesMin };
    try {
      return (await files.receive(paced(body, clock, pace), bytesMax)) ?? "too-large";
    } catch (error) {
      if (error instanceof TooSlowError) return "too-slow";
      throw error;
    }
  }
}

async function objectionTo(
  { hash, size }: IncomingFile,
  { hash: wanted, declaredBytes, mayStill }: Upload,
): Promise<FileRefusal | null> {
  if (declaredBytes !== null && size !== declaredBytes)
    throw new BrokenOffError("fewer bytes than were said");
  if (hash !== wanted) return "wrong-hash";
  return (await mayStill()) ? null : "unauthorized";
}

function refused(reason: FileRefusal): IntakeOutcome {
  return { kind: "refused", reason };
}
