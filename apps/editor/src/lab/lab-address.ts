/** What the lab's address says: which scene with which engines, from which seed. The same address plays the same. */

/** A run, as an address says it. */
export interface LabAddress {
  readonly scene: string;
  readonly seed: number;
  readonly engines: readonly string[];
  readonly size: number;
}

const seedMax = 2 ** 31;
const sizeMax = 1_000;

/** Reads the part of an address behind the question mark; what is missing or no number is as if nothing was said. */
export function parseLabAddress(search: string): LabAddress {
  const said = new URLSearchParams(search);
  const engines = (said.get("engines") ?? "").split(",").filter((name) => name !== "");
  return {
    scene: said.get("scene") ?? "e6",
    seed: wholeNumber(said.get("seed"), seedMax),
    engines: engines.length > 0 ? engines : ["weft", "yjs"],
    size: wholeNumber(said.get("size"), sizeMax),
  };
}

/** The address of a run, from the root. */
export function labPath({ scene, seed, engines, size }: LabAddress): string {
  const said = new URLSearchParams({ scene, seed: `${seed}`, engines: engines.join(",") });
  if (size !== 1) said.set("size", `${size}`);
  return `/lab?${said}`.replaceAll("%2C", ",");
}

function wholeNumber(said: string | null, max: number): number {
  const number = Math.floor(Number(said ?? 1));
  return number >= 1 && number <= max ? number : 1;
}
