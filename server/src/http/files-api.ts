/**
 * The files of documents over HTTP. Whoever may read a document may read its files, whoever may write it may bring some;
 * a hash alone opens nothing.
 *
 * A file is a stranger's: it never becomes a page of this origin. Its type is what its bytes prove, no browser may guess
 * another one, all but pictures of pixels are downloads, and a sandbox is around whatever is opened all the same.
 */
import { type FileHash, type FileRefusal, mayEdit, parseFileHash } from "@weft/protocol";
import { type Context, Hono } from "hono";
import type { FileIntake } from "../files/file-intake.ts";
import type { FileStore, StoredFile } from "../files/file-store.ts";
import { BrokenOffError } from "../files/upload-pace.ts";
import type { Arrival } from "../identity/arrival.ts";
import type { CommitQueue } from "../log/commit-queue.ts";
import { StorageError } from "../storage/storage-error.ts";
import { type Bearer, type BearerServices, findBearer, noBearerSentence } from "./bearer.ts";
import { parseByteRange } from "./byte-range.ts";

/** What the API of files stands on. */
export interface FileServices extends BearerServices {
  readonly commits: CommitQueue;
  readonly files: FileStore;
  readonly intake: FileIntake;
  /** Where a request comes from. */
  arrival(context: Context): Arrival;
}

/** `/documents/:id/files/:hash`. A refusal is `{ "error": sentence, "reason": reason }`. */
export function filesApi(services: FileServices): Hono {
  const api = new Hono();
  const path = "/documents/:id/files/:hash";
  api.get(path, (context) =>
    withFile(context, services, (bearer, hash) => give(context, services, bearer, hash)),
  );
  api.put(path, (context) =>
    withFile(context, services, (bearer, hash) => take(context, services, bearer, hash)),
  );
  return api;
}

async function withFile(
  context: Context,
  services: FileServices,
  answer: (bearer: Bearer, hash: FileHash) => Promise<Response>,
): Promise<Response> {
  const hash = parseFileHash(context.req.param("hash") ?? "");
  if (hash === null) return refuse(context, "malformed");
  const bearer = await findBearer(context, services);
  return bearer === null ? refuse(context, "unauthorized") : answer(bearer, hash);
}

async function take(
  context: Context,
  { registry, commits, intake, arrival }: FileServices,
  { documentId, identity, token, browser }: Bearer,
  hash: FileHash,
): Promise<Response> {
  if (!mayEdit(identity.role)) return refuse(context, "forbidden");
  if (commits.diskState !== "writable") return refuse(context, "server-full");
  const declared = context.req.header("content-length");
  try {
    const outcome = await intake.take({
      documentId,
      hash,
      address: arrival(context).address,
      declaredBytes: declared === undefined ? null : Number(declared),
      body: context.req.raw.body,
      mayStill: async () => mayEdit((await registry.identify(documentId, token, browser))?.role ?? "viewer"),
    });
    if (outcome.kind === "refused") return refuse(context, outcome.reason);
    return context.json({ hash }, outcome.kind === "stored" ? 201 : 200);
  } catch (error) {
    if (error instanceof StorageError && error.failure === "full") return refuse(context, "server-full");
    // Whoever sent it has gone: nobody hears this.
    if (error instanceof BrokenOffError) return refuse(context, "too-slow");
    throw error;
  }
}

async function give(
  context: Context,
  { files }: FileServices,
  { documentId }: Bearer,
  hash: FileHash,
): Promise<Response> {
  const file = await files.find(documentId, hash);
  if (file === null) return refuse(context, "missing");
  describe(context, hash, file);
  if (isKnown(context.req.header("if-none-match"), hash)) return context.body(null, 304);
  const wanted = wantedOf(context, hash, file.size);
  if (wanted.kind === "outside") {
    context.header("Content-Range", `bytes */${file.size}`);
    return context.body(null, 416);
  }
  const range = wanted.kind === "part" ? wanted.range : { start: 0, end: file.size };
  context.header("Content-Length", String(range.end - range.start));
  if (wanted.kind === "part") {
    context.header("Content-Range", `bytes ${range.start}-${range.end - 1}/${file.size}`);
    context.status(206);
  }
  // Nobody would read what is opened for a HEAD, and so nobody would close it.
  if (context.req.method === "HEAD") return context.body(null);
  return context.body(await files.read(documentId, hash, range));
}

function describe(context: Context, hash: FileHash, { type }: StoredFile): void {
  const disposition = type.isPicture ? "inline" : "attachment";
  context.header("Content-Type", type.mediaType);
  context.header("Content-Disposition", `${disposition}; filename="${hash.slice(0, 12)}.${type.ending}"`);
  context.header("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
  context.header("Cross-Origin-Resource-Policy", "same-origin");
  // What a hash names never changes. Another token has to be shown all the same.
  context.header("Cache-Control", "private, max-age=31536000, immutable");
  context.header("Vary", "Authorization, Cookie");
  context.header("ETag", `"${hash}"`);
  context.header("Accept-Ranges", "bytes");
}

function isKnown(header: string | undefined, hash: FileHash): boolean {
  if (header === undefined) return false;
  return header
    .split(",")
    .some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === `"${hash}"`);
}

/** A part is only given of what the asker means: `If-Range` names it. */
function wantedOf(context: Context, hash: FileHash, size: number): ReturnType<typeof parseByteRange> {
  const meant = context.req.header("if-range");
  const counts = meant === undefined || meant.trim() === `"${hash}"`;
  return parseByteRange(counts ? context.req.header("range") : undefined, size);
}

const answers: Readonly<Record<FileRefusal, readonly [status: RefusalStatus, sentence: string]>> = {
  malformed: [400, "This is not the address of a file."],
  unauthorized: [401, noBearerSentence],
  forbidden: [403, "With this link one can read the document, not bring files into it."],
  missing: [404, "The document has no such file."],
  "too-slow": [408, "The file stopped coming: send it again."],
  "too-large": [413, "A file has at most 25 MB."],
  "document-full": [413, "The document has no room for more files."],
  "wrong-hash": [422, "The bytes are not those that the address names."],
  "too-many": [429, "Too many files from one address: wait a little."],
  "server-full": [507, "The server's disk has no room for files: try again later."],
  unavailable: [503, "Files cannot be taken now: try again later."],
};

type RefusalStatus = 400 | 401 | 403 | 404 | 408 | 413 | 422 | 429 | 503 | 507;

function refuse(context: Context, reason: FileRefusal): Response {
  const [status, error] = answers[reason];
  return context.json({ error, reason }, status);
}
