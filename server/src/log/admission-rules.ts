/**
 * Which batch may come next, from headers alone (SPEC, "Admission"): pure, and cheap enough for the main thread.
 * What the ops say is looked at afterwards, by the inspecting thread.
 */
import { type BatchOrigin, mayComment, type RefusalReason } from "@weft/protocol";
import type { BatchHeader } from "@weft/rga";
import type { Identity } from "../identity/token.ts";
import { writersPerDocumentMax } from "../limits.ts";
import type { LogState } from "./log-state.ts";

/** A batch's header and who brings it. */
export interface Offer {
  readonly header: BatchHeader;
  readonly origin: BatchOrigin;
  readonly identity: Identity;
}

/** A refusal, with a sentence for a person. */
export interface Refusal {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  readonly sentence: string;
}

/** The next batch of its replica, one whose counters the log holds already, or one that never may enter. */
export type Judgement = { readonly kind: "next" } | { readonly kind: "known" } | Refusal;

/** Judges an offer against a log. */
export function judgeOffer(state: LogState, { header, origin, identity }: Offer): Judgement {
  const { replica, counter, lamport } = header;
  const known = state.known(replica);
  // Whoever brings what is there already changes nothing, and would keep beside the text what is in it.
  if (state.holds(header)) return { kind: "known" };
  // What a commenter's ops are is looked at with the document, by the inspecting thread.
  if (!mayComment(identity.role))
    return refuse("role", "This link lets you read the document, not change it.");
  if (counter < known) return refuse("overlap", "A part of these edits is on the server already.");
  if (counter > known) return refuse("gap", "Edits that came before these are not on the server.");
  for (const dependency of header.dependencies) {
    if (state.known(dependency.replica) <= dependency.counter) {
      return refuse("missing-dependency", "These edits build on edits that are not on the server.");
    }
  }
  if (known === 0 && state.writerCount >= writersPerDocumentMax) {
    return refuse("locked", "Too many different writers have worked on this document.");
  }
  if (lamport > state.nextLamport) return refuse("clock", "These edits claim to be newer than they can be.");
  if (origin === "written" && isForeign(state, replica, identity)) {
    return refuse("identity", "These edits were made under the name of another writer.");
  }
  return { kind: "next" };
}

/** The identity that an offer binds its replica to, null for one that leaves it as it is. */
export function bindingOf(state: LogState, { header, origin, identity }: Offer): string | null {
  const isFree = state.identityOf(header.replica) === "";
  return origin === "written" && isFree ? identity.tokenId : null;
}

/** A refusal with its sentence. */
export function refuse(reason: RefusalReason, sentence: string): Refusal {
  return { kind: "refused", reason, sentence };
}

/** An owner may go on with any replica: a person who gets the owner's link in the same browser keeps writing. */
function isForeign(state: LogState, replica: string, { tokenId, role }: Identity): boolean {
  const bound = state.identityOf(replica);
  return bound !== "" && bound !== tokenId && role !== "owner";
}
