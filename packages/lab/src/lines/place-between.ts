/** Places for things in an order, as strings: there is always one between two others ("fractional indexing"). */

const digits = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * A place behind `before` and in front of `after`; an empty string stands for the beginning and for the end. Two people
 * who ask the same are given the same: whoever sorts by it needs something else to tell them apart.
 */
export function placeBetween(before: string, after: string): string {
  let place = "";
  for (let index = 0; ; index++) {
    const low = digits.indexOf(before[index] ?? "0");
    const high =
      after !== "" && after.startsWith(place) ? digits.indexOf(after[index] ?? "0") : digits.length;
    if (high - low > 1) return place + digits[Math.floor((low + high) / 2)];
    place += digits[low];
  }
}
