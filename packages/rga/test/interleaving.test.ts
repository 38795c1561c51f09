/**
 * What one writes at one place stays whole beside what others write there: forwards, backwards, in passes, and either
 * with typing errors taken back or with some of it exchanged in between (a reconnect). Not both: what somebody erased at
 * the end of their word is still an element there, and who has seen it may go on before it or behind it. And everybody
 * has begun before the first reconnect: who begins beside a word that is there shares its edge with its writer. Who comes
 * back is the same replica: "own" in RGA-2 means that.
 * `WEFT_FUZZ=50` makes 10,000 histories.
 */
import { type Random, seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { createText, loadText, type Text } from "../src/index.ts";
import { withSeeds } from "./seed.ts";

const styles = ["forwards", "backwards", "outwards", "passes"] as const;
const counts = { forwards: 0, backwards: 0, outwards: 0, passes: 0, reconnects: 0, reloads: 0, errors: 0 };

/** Somebody with a word of their own, the part `from`..`to` of which is written. */
interface Writer {
  text: Text;
  readonly word: string;
  readonly style: (typeof styles)[number];
  from: number;
  to: number;
}

/** Where everybody begins: at the start, after the bracket or at the end. */
type Place = "start" | "middle" | "end";

/** Where the part that is written stands; the place where everybody begins while there is none. */
function placeOf(writer: Writer, place: Place): number {
  const text = writer.text.toString();
  const part = writer.word.slice(writer.from, writer.to);
  if (part !== "") return text.indexOf(part);
  if (place === "middle") return text.indexOf("[") + 1;
  return place === "start" ? 0 : text.length;
}

/** Writes some more characters of the word, on the side that the style says, or one too many that goes again. */
function write(writer: Writer, place: Place, random: Random, mayErr: boolean): void {
  const { word, style } = writer;
  const at = placeOf(writer, place);
  const canGoLeft = writer.from > 0;
  const canGoRight = writer.to < word.length;
  const wantsLeft = { forwards: false, backwards: true, outwards: (writer.to - writer.from) % 2 === 1 };
  const goesLeft = style === "passes" ? random.below(2) === 0 : wantsLeft[style];
  if (canGoLeft && (goesLeft || !canGoRight)) {
    writer.text.insert(at, word[--writer.from]!);
  } else if (canGoRight) {
    const end = at + writer.to - writer.from;
    const length = style === "passes" ? 1 + random.below(Math.min(3, word.length - writer.to)) : 1;
    writer.text.insert(end, word.slice(writer.to, writer.to + length));
    writer.to += length;
    if (!mayErr || random.below(12) > 0) return;
    counts.errors++;
    writer.text.insert(end + length, "?!");
    writer.text.delete(end + length + 1, 1);
    writer.text.delete(end + length, 1);
  }
}

function exchange(writers: readonly Writer[]): void {
  const updates = writers.map(({ text }) => text.updateSince(new Map()));
  for (const { text } of writers) for (const update of updates) text.applyUpdate(update);
}

/** Starts in the middle for those who go both ways. */
function startOf(style: Writer["style"], word: string, random: Random): number {
  if (style === "forwards") return 0;
  return style === "backwards" ? word.length : 1 + random.below(word.length - 1);
}

test("[RGA-4] three who write at one place, in any manner and across reconnects, never tear each other's words", () => {
  withSeeds(200, (seed) => {
    const random = seededRandom(seed);
    const base = createText({ random });
    base.insert(0, "[]");
    const reconnects = random.below(3) > 0;
    const place = (["start", "middle", "end"] as const)[random.below(3)]!;
    const writers: Writer[] = ["abcdefgh", "ABCDEFGHIJK", "0123456789"].map((word) => {
      const style = styles[random.below(styles.length)]!;
      counts[style]++;
      const start = startOf(style, word, random);
      const text = loadText(base.save(), { random });
      return { text, word, style, from: start, to: start };
    });
    for (const writer of writers) write(writer, place, random, !reconnects);
    while (writers.some(({ from, to, word }) => to - from < word.length)) {
      write(writers[random.below(writers.length)]!, place, random, !reconnects);
      if (reconnects && random.below(20) === 0) {
        counts.reconnects++;
        const [first, second] = [random.below(3), random.below(3)];
        exchange([writers[first]!, writers[second]!]);
      }
      if (random.below(30) === 0) {
        counts.reloads++;
        const writer = writers[random.below(writers.length)]!;
        writer.text = loadText(writer.text.save(), { replica: writer.text.replica });
      }
    }
    exchange(writers);
    for (const { text } of writers) {
      expect(text.toString()).toBe(writers[0]!.text.toString());
      for (const { word } of writers) expect(text.toString()).toContain(word);
    }
  });
  if (process.env.WEFT_SEED === undefined)
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(25);
});
