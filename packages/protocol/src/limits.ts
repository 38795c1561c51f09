/**
 * Every limit of the protocol by name. Units stand last in the names. `test/limits.test.ts` asserts how they
 * relate: a frame that keeps each inner limit always fits the frame limit.
 */

const kibi = 1024;
const mebi = 1024 * kibi;

/** Bytes of one frame, either way. The socket's own payload limit is set to this. */
export const frameBytesMax = 1 * mebi;

/** Bytes of one batch. Clients cut edits to this before they enter the outbox. */
export const batchBytesMax = 256 * kibi;

/** Batches in one `batches` frame. */
export const batchesPerFrameMax = 256;

/** Batches of one session that may be unsettled (sent, neither acknowledged nor refused). */
export const unsettledBatchesMax = 1024;

/** Bytes of one session's unsettled batches. */
export const unsettledBytesMax = 4 * mebi;

/** Entries in one `entries` frame. */
export const entriesPerFrameMax = 512;

/** Bytes of one part of a snapshot, so that live entries never wait long behind it. */
export const chunkBytesMax = 256 * kibi;

/** Bytes of a whole snapshot. */
export const snapshotBytesMax = 256 * mebi;

/** Bytes of an encoded version vector: room for some 10,000 writers. */
export const versionBytesMax = 128 * kibi;

/** Bytes of a token, in UTF-8: room for one that a host application signed. */
export const tokenBytesMax = 4 * kibi;

/** Bytes of an author's name or id, in UTF-8. */
export const authorBytesMax = 64;

/** Bytes of a sentence that a screen may show, in UTF-8. */
export const sentenceBytesMax = 1 * kibi;

/** Bytes of the reason in a WebSocket close frame, in UTF-8 (RFC 6455, section 5.5). */
export const closeReasonBytesMax = 123;

/** Bytes of one peer's presence. */
export const presenceBytesMax = 2 * kibi;

/** Peers in one `presence` frame. */
export const peersPerFrameMax = 256;

/** Peers (tabs) that one session may speak for. */
export const peersPerSessionMax = 32;

/** Presence is gathered for this long before it is sent on. */
export const presenceTickMs = 50;

/** A peer says again that it is there this often, even if nothing changed. */
export const presenceHeartbeatMs = 10_000;

/** A peer that has been silent for this long is gone. */
export const presenceSilenceMsMax = 30_000;

/** The first frame (`hello`) must come within this time after the socket opened. */
export const helloDelayMsMax = 10_000;

/** A client pings this often. */
export const pingIntervalMs = 15_000;

/** Either side closes a socket on which nothing has come for this long. */
export const silenceMsMax = 40_000;

/** A batch's age is believed up to this; the entry's time is receipt minus age. */
export const batchAgeMsMax = 90 * 24 * 3600 * 1000;

/** Bytes of one file. */
export const fileBytesMax = 25 * mebi;

/**
 * The first reconnect delay; it doubles with every failure. Half of it is fixed and half is chance, so that a client is
 * back within a second of a short outage and a crowd of them does not come at one instant.
 */
export const reconnectDelayMsFirst = 250;

/** Cap of the reconnect delay. */
export const reconnectDelayMsMax = 10_000;

/** Sequence numbers, times and counters are whole numbers up to here, exact in a double. */
export const wholeNumberMax = Number.MAX_SAFE_INTEGER;
