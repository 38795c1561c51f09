/** What the screen says about where the words are. "Saved" means on the server's disk and is said of nothing else. */
import { unreachable } from "@weft/base";
import type { SyncStatus } from "@weft/sync";
import { clockWords, countWords } from "../design/when-words.ts";
import type { StatusView } from "./status-view.ts";

type Words = Pick<StatusView, "dot" | "word" | "aside" | "sentences" | "canTry" | "stuck">;

/** The words for a status. */
export function describeStatus(status: SyncStatus): StatusView {
  return { state: status.state, pending: status.unsavedEdits, ...wordsFor(status) };
}

function wordsFor(status: SyncStatus): Words {
  switch (status.state) {
    case "saved":
      return savedWords(status);
    case "saving":
      return savingWords(status);
    case "connecting":
      return awayWords(status, "Connecting", "The document is being fetched from the server.");
    case "reconnecting":
      return awayWords(
        status,
        "Reconnecting",
        "The connection broke a moment ago and is being opened again.",
      );
    case "offline":
      return awayWords(
        status,
        "Offline",
        "There is no connection to the server. It is tried again by itself.",
      );
    case "read-only":
      return readerWords(status);
    case "refused":
      return refusedWords(status);
    case "storage-full":
      return stoppedWords("attention", "Storage full", [
        status.reason ?? "A disk is full.",
        whereWordsAre(status),
      ]);
    case "needs-update":
      return stuckWords(status, "Needs an update", [
        status.reason ?? "The server speaks a newer language than this page. Reload the page.",
      ]);
    case "needs-auth":
      return stuckWords(status, "Sign in again", [
        status.reason ?? "Your sign-in has ended. Sign in again to go on.",
      ]);
    case "no-access":
      return stuckWords(status, "No access", [
        status.reason ?? "This link does not open the document. Ask whoever shared it for a new one.",
      ]);
    case "damaged":
      return stuckWords(status, "Damaged", [
        status.reason ?? "The server's copy of this document is damaged.",
        "What is on this device has not been touched.",
      ]);
    default:
      return unreachable(status.state);
  }
}

function savedWords({ savedAt, keepsLocally }: SyncStatus): Words {
  const at = savedAt === null ? null : clockWords(savedAt);
  return {
    dot: "saved",
    word: "Saved",
    aside: at,
    sentences: [
      at === null
        ? "Every word of this document is on the server's disk."
        : `Every word of yours is on the server's disk since ${at}.`,
      ...(keepsLocally ? [] : [keepsNothing]),
    ],
    canTry: false,
    stuck: false,
  };
}

function readerWords(status: SyncStatus): Words {
  const { role, unsavedEdits } = status;
  const where = unsavedEdits === 0 ? [] : [whereWordsAre(status)];
  if (role === "commenter") {
    const sentence =
      "You can read this document and comment on it. Its owner can give you a link that can write.";
    const saved = "Every comment of yours is on the server's disk.";
    return stoppedWords("read-only", "Comments only", [sentence, ...(unsavedEdits === 0 ? [saved] : where)]);
  }
  return stoppedWords("read-only", "Read-only", [
    "You can read this document, its history too. Its owner can give you a link that can write.",
    ...where,
  ]);
}

function savingWords(status: SyncStatus): Words {
  return {
    dot: "saving",
    word: "Saving",
    aside: countWords(status.unsavedEdits, "edit"),
    sentences: [
      `${countWords(status.unsavedEdits, "edit")} ${isAre(status.unsavedEdits)} on the way to the server's disk.`,
      whereWordsAre(status),
    ],
    canTry: false,
    stuck: false,
  };
}

function awayWords(status: SyncStatus, word: string, sentence: string): Words {
  const { unsavedEdits, keepsLocally } = status;
  const kept = keepsLocally ? "kept on this device" : "in this window only";
  return {
    dot: word === "Offline" ? "offline" : "attention",
    word,
    aside: unsavedEdits === 0 ? null : `${countWords(unsavedEdits, "edit")} ${kept}`,
    sentences: [sentence, whereWordsAre(status)],
    canTry: true,
    stuck: false,
  };
}

function refusedWords(status: SyncStatus): Words {
  return {
    dot: "refused",
    word: "Refused",
    aside: `${countWords(status.keptPieces, "piece")} kept aside`,
    sentences: [
      "The server did not take some of your edits.",
      "Nothing is thrown away: what was refused is kept here, with the reason, until you decide.",
      ...(status.unsavedEdits === 0 ? [] : [whereWordsAre(status)]),
    ],
    canTry: false,
    stuck: false,
  };
}

function stoppedWords(dot: Words["dot"], word: string, sentences: readonly string[]): Words {
  return { dot, word, aside: null, sentences, canTry: false, stuck: false };
}

/** Nothing goes out any more on this page, whatever the network does. */
function stuckWords(status: SyncStatus, word: string, sentences: readonly string[]): Words {
  const { unsavedEdits, keepsLocally } = status;
  const edits = countWords(unsavedEdits, "edit");
  const kept = keepsLocally
    ? `We kept your ${edits} on this device.`
    : `Your ${edits} ${isAre(unsavedEdits)} in this window only.`;
  const waiting = `${kept} They cannot go out from here: save them as a new document, or download them.`;
  return {
    ...stoppedWords("attention", word, unsavedEdits === 0 ? sentences : [...sentences, waiting]),
    aside:
      unsavedEdits === 0 ? null : `${edits} ${keepsLocally ? "kept on this device" : "in this window only"}`,
    stuck: unsavedEdits > 0,
  };
}

const keepsNothing =
  "This browser keeps nothing on this device, as private windows do: what is not saved goes with the window.";

/** Where the edits are that the server does not have yet. */
function whereWordsAre({ unsavedEdits, storedHere, keepsLocally, waitingSince }: SyncStatus): string {
  if (unsavedEdits === 0)
    return keepsLocally ? "Nothing of yours is waiting." : `Nothing of yours is waiting. ${keepsNothing}`;
  const edits = countWords(unsavedEdits, "edit");
  if (!keepsLocally) {
    return `Your ${edits} ${isAre(unsavedEdits)} in this window only, because this browser keeps nothing. Leave it open, or download them.`;
  }
  if (storedHere < unsavedEdits) return `Your ${edits} ${isAre(unsavedEdits)} being written to this device.`;
  const since = waitingSince === null ? "" : `, the oldest since ${clockWords(waitingSince)}`;
  return `We kept your ${edits} on this device${since}. They go out by themselves, now or when you next open Weft, and are safe if you close this window.`;
}

function isAre(count: number): string {
  return count === 1 ? "is" : "are";
}
