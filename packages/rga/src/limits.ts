/** Every limit of this package, in one place. What is above a limit is refused, never cut short. */

/** Counters that one replica may use in one document: they are held in 32-bit arrays. */
export const MAX_COUNTER = 2 ** 31 - 1;

/** The highest Lamport timestamp: far from where whole numbers stop being exact. */
export const MAX_LAMPORT = 2 ** 48;

/** Bytes of one encoded batch. `takeUpdate` and `updateSince` cut, decoders refuse. */
export const MAX_BATCH_BYTES = 256 * 1024;

/** Bytes of the columns of one batch when they are inflated: what its ops may take in rows, and a byte a reference. */
export const MAX_COLUMNS_BYTES = 2 * MAX_BATCH_BYTES;

/** Other replicas that one batch may depend on. */
export const MAX_BATCH_DEPENDENCIES = 4096;

/** Replicas that get a number in one session; the batches of further ones go over as they are. */
export const MAX_SESSION_REPLICAS = 4096;

/** Batches that wait for their causes. */
export const MAX_WAITING_BATCHES = 2 ** 17;

/** Bytes of the batches that wait for their causes. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** Refusals of batches that had waited, kept to be looked at. */
export const MAX_KEPT_REFUSALS = 256;
