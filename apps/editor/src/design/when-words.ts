/** Moments in the words of a person's own language and time zone. All times are milliseconds since 1970. */

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const yearFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

/** The time of day, such as "14:02". */
export function clockWords(atMs: number): string {
  return clockFormat.format(atMs);
}

/** The shortest words that place a moment: the time today, "Yesterday", a day, a day with its year. */
export function whenWords(atMs: number, nowMs: number): string {
  const daysAgo = Math.round((startOfDay(nowMs) - startOfDay(atMs)) / 86_400_000);
  if (daysAgo <= 0) return clockWords(atMs);
  if (daysAgo === 1) return "Yesterday";
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return (sameYear ? dayFormat : yearFormat).format(atMs);
}

/** "1 edit", "12 edits": a count with its noun. */
export function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}
