export { AssertionError, assert, unreachable } from "./assert.ts";
export type { Brand } from "./brand.ts";
export { concatBytes, equalBytes, parseHex, toHex } from "./bytes.ts";
export { type Clock, systemClock, type Timer, VirtualClock } from "./clock.ts";
export { type Random, seededRandom, systemRandom } from "./random.ts";
export { err, ok, type Result } from "./result.ts";
