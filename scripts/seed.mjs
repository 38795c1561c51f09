/** Seeds of long runs: given on the command line, or drawn and printed so that the run can be repeated. */

/** Seeds are below this. */
export const seedCeiling = 2 ** 31;

/**
 * The seed that was asked for, or a fresh one.
 * @param {string | undefined} asked
 */
export function seedFrom(asked) {
  return asked === undefined ? Math.floor(performance.timeOrigin) % seedCeiling : Number(asked);
}
