/**
 * Why a socket was closed, as a number that both sides know (RFC 6455, section 7.4.2: 4000–4999 are private).
 * The close reason beside it is a sentence for people; programs look at the code alone.
 */

/** All close codes that a server of this protocol sends, by name. */
export const closeCodes = {
  /** The server is going away (deploy, restart); come back soon. */
  goingAway: 1012,
  /** The server cannot serve this document now; try later. */
  tryLater: 1013,
  /** A frame was malformed, of unknown kind, or out of order. */
  badFrame: 4400,
  /** The token is missing or unknown, or the document is: the two are never told apart. */
  unauthorized: 4401,
  /** The token was good and has ended by itself: with a new one the client may go on. */
  expired: 4402,
  /** The token was revoked while the socket was open, or the origin is not allowed. */
  forbidden: 4403,
  /** The client fell behind or its place in the log no longer holds: open a new session now. */
  resync: 4408,
  /** `create` named a document that belongs to another token. */
  taken: 4409,
  /** A frame, or what a session holds unsettled, is larger than the limits allow. */
  tooLarge: 4413,
  /** The document is another engine's: it is served at another address. */
  otherEngine: 4421,
  /** The client's protocol version is not served here. */
  unsupportedVersion: 4426,
  /** Too many frames, sessions or documents in too short a time. */
  tooMany: 4429,
  /** A bug of the server; nothing that was acknowledged is lost. */
  internal: 4500,
  /** The document's log is damaged and cannot be served in full. */
  damaged: 4501,
} as const;

/** The name of a close code. */
export type CloseName = keyof typeof closeCodes;

/** What a client should do after a close. */
export type CloseAdvice =
  /** Connect again after a backoff. */
  | "retry"
  /** Connect again at once (the first time; with backoff if it happens again without progress). */
  | "rejoin"
  /** Do not connect again by itself: a person has to do something first. */
  | "stop";

const adviceByName: Readonly<Record<CloseName, CloseAdvice>> = {
  goingAway: "retry",
  tryLater: "retry",
  badFrame: "retry",
  unauthorized: "stop",
  expired: "stop",
  forbidden: "stop",
  resync: "rejoin",
  taken: "stop",
  tooLarge: "retry",
  otherEngine: "stop",
  unsupportedVersion: "stop",
  tooMany: "retry",
  internal: "retry",
  damaged: "retry",
};

const nameByCode: ReadonlyMap<number, CloseName> = new Map(
  namesOf(closeCodes).map((name) => [closeCodes[name], name]),
);

/** The name of `code`, or null for a code that is not ours (1000, 1001, 1006 …). */
export function closeName(code: number): CloseName | null {
  return nameByCode.get(code) ?? null;
}

/** What to do after a close with `code`. Codes that are not ours mean that the way is broken: retry. */
export function closeAdvice(code: number): CloseAdvice {
  const name = closeName(code);
  return name === null ? "retry" : adviceByName[name];
}

function namesOf(codes: Readonly<Record<CloseName, number>>): readonly CloseName[] {
  const names: CloseName[] = [];
  for (const name in codes) if (isCloseName(name)) names.push(name);
  return names;
}

function isCloseName(name: string): name is CloseName {
  return name in closeCodes;
}
