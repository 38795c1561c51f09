export { AssertionError, assert, unreachable } from "./assert.ts";
export { type Result, err, ok } from "./result.ts";
export type { Brand } from "./brand.ts";
export { concatBytes, equalBytes, parseHex, toHex } from "./bytes.ts";
export { type Clock, type Timer, VirtualClock, systemClock } from "./clock.ts";
export { type Random, seededRandom, systemRandom } from "./random.ts";
