/**
 * The server's own limits, beside those of the protocol. Units stand last in the names.
 */

const kibi = 1024;
const mebi = 1024 * kibi;

/** Sockets that are open at once, over all documents. */
export const connectionsMax = 10_000;

/** Members of a room for which presence is gathered for one tick of the protocol; for more it is gathered longer. */
export const membersPerPresenceTick = 100;

/** Presence is gathered for no longer than this, however many are in a room. */
export const presenceTickMsMax = 1000;

/** The slowest line on which a document still joins: a part of a snapshot takes it less than the silence allowed. */
export const slowestBytesPerSecond = 32_000;

/** Sessions in one document at once. */
export const sessionsPerDocumentMax = 2000;

/** Frames that a session may send within a second, on average over `frameWindowMs`. */
export const framesPerSecondMax = 2000;

/** How long frames are counted before the count starts again. */
export const frameWindowMs = 5000;

/** Batches that are inspected and committed together. */
export const groupBatchesMax = 512;

/** Bytes of the batches that are inspected and committed together. */
export const groupBytesMax = 8 * mebi;

/** Steps that a batch may take in the document, an undo of n ops being some 2n: of about 3 µs each. */
export const batchStepsMax = 1_000_000;

/** How long one group of batches may be inspected. */
export const inspectionMsMax = 5000;

/** How long the inspecting thread may take to read a page of a log or a snapshot that is ours. */
export const openingMsMax = 60_000;

/** Memory of the inspecting thread, in MiB. */
export const inspectionMemoryMiBMax = 1024;

/** Bytes of the logs whose documents the inspecting thread keeps at hand. */
export const inspectedLogBytesMax = 64 * mebi;

/** What a document at hand costs beside its log, in the same account. At most 1,000 documents are at hand so. */
export const inspectedDocumentBytes = 64 * kibi;

/** Bytes of one page of entries, on the way from storage and to a reader. */
export const pageBytesMax = 256 * kibi;

/** Bytes that a socket has not taken yet beyond which its presence is dropped. */
export const presenceBacklogBytesMax = 64 * kibi;

/** Bytes that a socket has not taken yet beyond which its session is told to join again. */
export const backlogBytesMax = 8 * mebi;

/** What a message that a socket has not taken yet costs beside its bytes. */
export const messageOverheadBytes = 256;

/** What an entry costs beside its batch, when a tail is weighed against a snapshot. */
export const entryOverheadBytes = 40;

/** The weight of the tail from which on a snapshot is worth making. */
export const snapshotTailBytesMin = 128 * kibi;

/** How often a full disk is tried again. */
export const probeIntervalMs = 1000;

/** Bytes that have to fit on a disk before it counts as writable again. */
export const probeBytes = 1 * mebi;

/** How long a stopping server waits for the commits that are under way. */
export const commitDrainMsMax = 3000;

/** How long stopping may take in all before the process ends as it is. */
export const drainMsMax = 10_000;

/** The longest time that a timer of the platform takes; for longer ones it is set again. */
export const timerMsMax = 2 ** 31 - 1;

/** How long a closing socket may take to say good-bye. */
export const closingMsMax = 2000;

/** Bytes of a request's body. */
export const bodyBytesMax = 16 * kibi;

/** UTF-16 code units of a title. */
export const titleLengthMax = 300;

/** Bytes of a token that a client makes by itself: 128 bits in hexadecimal digits, at the least. */
export const clientTokenBytesMin = 16;

/** Replicas that may write in one document, so that its version always fits a frame. */
export const writersPerDocumentMax = 8000;

/** Tokens of one document, revoked ones included. */
export const tokensPerDocumentMax = 1000;

/** How long the pass of a browser is good, as long as browsers keep a cookie. */
export const browserPassDays = 400;

/** After how long a browser that comes gets a new one. */
export const browserPassRenewalDays = 30;

/** How long a device link is good. */
export const deviceLinkMsMax = 600_000;

/** Files of one document. */
export const filesPerDocumentMax = 10_000;

/** Documents whose files are remembered as counted. */
export const rememberedUsagesMax = 1000;

/** Files on their way in at once, from everybody. */
export const uploadsAtOnceMax = 256;

/** Files on their way in at once from one address. */
export const uploadsPerAddressMax = 64;

/** How often it is looked whether a file still comes. */
export const uploadWindowMs = 30_000;

/** Bytes of a file that come in each of these times, but for the last. */
export const uploadWindowBytesMin = 16 * kibi;

/** How long a request may take in all to come in: a whole file on the slowest line, with time to spare. */
export const requestMsMax = 1_500_000;

/** Bytes of the disk that files leave to the logs. */
export const fileReserveBytes = 256 * mebi;

/** Bytes of one frame of a Yjs client, and of all updates that it has on the way: it cannot cut what it sends. */
export const yjsFrameBytesMax = 16 * mebi;

/** Bytes of the newest snapshot of a Yjs document and of what came after it: one frame carries them to a newcomer. */
export const yjsDocumentBytesMax = 16 * mebi;

/** How often a Yjs document that has no room for an update is merged to find some: it takes a while. */
export const yjsMergesMax = { countMax: 5, windowMs: 60_000 };

/** Bytes of updates in a Yjs document that build on others that nobody has brought yet. */
export const yjsPendingBytesMax = 1 * mebi;

/** How long the updates of one group may be decoded, and how long one answer to a newcomer may take. */
export const yjsDecodingMsMax = 5000;

/** Memory of the thread that decodes Yjs updates, in MiB. */
export const yjsMemoryMiBMax = 1024;

/** The stack of that thread: less than a browser's, so that no update that passes here overflows the stack there. */
export const yjsStackMiBMax = 0.5;

/** Bytes of the Yjs documents that the thread keeps at hand. */
export const yjsDocumentsBytesMax = 64 * mebi;

/** Bytes of a frame of awareness. */
export const awarenessFrameBytesMax = 1 * mebi;

/** Bytes of what one Yjs client says of itself. */
export const awarenessBytesMax = 4 * kibi;

/** How deep what a Yjs client says of itself may nest: others compare it by recursion. */
export const awarenessDepthMax = 32;
