/** What is said of a file that is not simply there. "On the server" means on its disk and is said of nothing else. */
import { unreachable } from "@weft/base";
import type { FileRefusal, FileView, UploadView } from "@weft/sync";

/** Words for a file's state, and what can be done about it. */
export interface FileWords {
  readonly state: "here" | "busy" | "kept" | "missing" | "refused";
  /** Null if there is nothing to be said. */
  readonly words: string | null;
  /** Whether trying again could help. */
  readonly canRetry: boolean;
}

/** The words for what there is of a file of `size` bytes. */
export function describeFile(view: FileView, size: number | null): FileWords {
  switch (view.state) {
    case "here":
      return view.upload === null ? said("here", null) : describeUpload(view.upload, view.blob.size);
    case "loading":
      return said("busy", "Being fetched …");
    case "awaited":
      return said("missing", "Not on the server yet. It comes when whoever put it in is online.");
    case "offline":
      return said("missing", "Not on this device. It is fetched as soon as there is a connection.");
    case "failed":
      return said("refused", `It cannot be shown: ${whyNotFetched(view.reason, size)}.`);
    default:
      return unreachable(view);
  }
}

/** "1.2 MB": a size as people say it. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function describeUpload(upload: UploadView, size: number): FileWords {
  const where = upload.isKept ? "on this device" : "in this window";
  switch (upload.state) {
    case "waiting":
      return said("kept", `Only ${where}, not on the server yet.`);
    case "sending": {
      const part = size === 0 ? 0 : Math.floor((100 * Math.min(upload.sentBytes, size)) / size);
      return said("busy", `On its way to the server: ${Math.min(part, 99)} %`);
    }
    case "refused":
      return {
        state: "refused",
        words: `The server does not take it: ${whyNotTaken(upload.reason)}. It stays ${where}.`,
        canRetry: true,
      };
    default:
      return unreachable(upload);
  }
}

function whyNotTaken(reason: FileRefusal): string {
  switch (reason) {
    case "document-full":
      return "the document has no room for more files";
    case "too-large":
      return "it is too large";
    case "forbidden":
      return "with this link one cannot put files in";
    default:
      return "something is wrong with it";
  }
}

function whyNotFetched(reason: FileRefusal, size: number | null): string {
  if (reason === "wrong-hash") return "what the server has of it is damaged";
  return reason === "too-large" || (size ?? 0) > 1e9 ? "it is too large" : "the server does not give it";
}

function said(state: FileWords["state"], words: string | null): FileWords {
  return { state, words, canRetry: false };
}
