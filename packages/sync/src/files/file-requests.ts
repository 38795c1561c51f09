/**
 * Files on their way over HTTP. Progress needs `XMLHttpRequest`, which only browsers have; elsewhere there is `fetch`, and
 * nothing is told until all is there.
 */
import {
  type DocumentId,
  type FileHash,
  type FileRefusal,
  fileBytesMax,
  filePath,
  parseFileRefusal,
} from "@weft/protocol";
import type { UploadOutcome } from "./upload-queue.ts";

/** What is sent. */
export interface SentFile {
  readonly hash: FileHash;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Told how many bytes have gone out. */
  readonly onProgress: (sentBytes: number) => void;
  /** Breaks it off; it is `unreachable` then. */
  readonly signal: AbortSignal;
}

/** What came: the bytes, whatever they are, or why there are none. */
export type FetchedFile = Uint8Array<ArrayBuffer> | "unreachable" | FileRefusal;

/** The way to a document's files on the server; a port, so that tests can play a server. */
export interface FileRequests {
  send(file: SentFile): Promise<UploadOutcome>;
  fetch(hash: FileHash, signal: AbortSignal): Promise<FetchedFile>;
}

/** Whose files, and with which right. */
export interface FileAccess {
  /** Of the server, such as `https://weft.example`. */
  readonly url: string;
  readonly documentId: DocumentId;
  /** A function is asked at every request: what a host application signed is another one after a while. */
  readonly token: string | (() => string);
}

/** The server's HTTP interface, as the platform reaches it. */
export function serverFiles({ url, documentId, token }: FileAccess): FileRequests {
  const addressOf = (hash: FileHash): string => new URL(filePath(documentId, hash), url).href;
  const authorize = (): string => `Bearer ${typeof token === "string" ? token : token()}`;
  return {
    send(file) {
      const address = addressOf(file.hash);
      return typeof XMLHttpRequest === "undefined"
        ? sendByFetch(address, authorize(), file)
        : sendByXhr(address, authorize(), file);
    },
    fetch: (hash, signal) => fetchFile(addressOf(hash), authorize(), signal),
  };
}

function sendByXhr(address: string, authorization: string, file: SentFile): Promise<UploadOutcome> {
  const { bytes, onProgress, signal } = file;
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.setRequestHeader("Authorization", authorization);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => resolve(outcomeOf(request.status, request.responseText));
    request.onerror = () => resolve("unreachable");
    request.onabort = () => resolve("unreachable");
    signal.addEventListener("abort", () => request.abort());
    request.send(bytes);
  });
}

async function sendByFetch(
  address: string,
  authorization: string,
  { bytes, onProgress, signal }: SentFile,
): Promise<UploadOutcome> {
  try {
    const headers = { authorization, "content-type": "application/octet-stream" };
    const response = await fetch(address, { method: "PUT", headers, body: bytes, signal });
    onProgress(bytes.length);
    return outcomeOf(response.status, await response.text());
  } catch {
    return "unreachable";
  }
}

async function fetchFile(address: string, authorization: string, signal: AbortSignal): Promise<FetchedFile> {
  try {
    const response = await fetch(address, { headers: { authorization }, signal, cache: "no-store" });
    if (!response.ok) return refusalOf(response.status, await response.text());
    if (Number(response.headers.get("content-length")) > fileBytesMax) return "too-large";
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    return "unreachable";
  }
}

function outcomeOf(status: number, body: string): UploadOutcome {
  return status === 200 || status === 201 ? "saved" : refusalOf(status, body);
}

/** A proxy in between may refuse as well, without a reason that is ours. */
function refusalOf(status: number, body: string): FileRefusal {
  const reason = parseFileRefusal(reasonIn(body));
  return reason === "unavailable" && status === 413 ? "too-large" : reason;
}

function reasonIn(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && "reason" in value ? value.reason : null;
  } catch {
    return null;
  }
}
