/** The size that the published tables of crdt-benchmarks use. */
export const N = 6_000;

/** 20 · ⌊√N⌋ clients: 1,540. */
export const clients = 20 * Math.floor(Math.sqrt(N));
