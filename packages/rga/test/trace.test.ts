/**
 * Recorded sessions (github.com/josephg/editing-traces), where the machine has them; a generated one everywhere.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { seededRandom } from "@weft/base";
import { describe, expect, test } from "vitest";
import { createText, loadText } from "../src/index.ts";
import { rounds } from "./seed.ts";

type Edit = readonly [position: number, deleted: number, inserted: string];
interface Trace {
  readonly endContent: string;
  readonly txns: readonly { readonly patches: readonly Edit[] }[];
}

const folder = process.env.WEFT_TRACES ?? resolve(import.meta.dirname, "../../../../shared/traces");

/** Edits that go out together while there is nothing to be learnt from one update more. */
const LONG_EDITS = 20_000;
const EDITS_AN_UPDATE = 10;

/** Each of the first edits is an update of its own; of a long session the others go out by tens, unless it fuzzes. */
function replay(edits: readonly Edit[], end: string): void {
  const writer = createText({ replica: "00000000000000aa" });
  const reader = createText({ replica: "00000000000000bb" });
  const alone = rounds(LONG_EDITS);
  for (const [place, [position, deleted, inserted]] of edits.entries()) {
    writer.delete(position, deleted);
    writer.insert(position, inserted);
    const isLast = place === edits.length - 1;
    if (place < alone || isLast || place % EDITS_AN_UPDATE === 0) reader.applyUpdate(writer.takeUpdate()!);
  }
  expect(writer.toString() === end).toBe(true);
  expect(reader.toString() === end).toBe(true);
  expect(loadText(reader.save()).toString() === end).toBe(true);
}

describe("[RGA-6] a recorded session gives the text that was recorded", () => {
  for (const name of ["automerge-paper", "sveltecomponent", "json-crdt-patch"]) {
    const file = resolve(folder, `${name}.json.gz`);
    test.skipIf(!existsSync(file))(name, () => {
      const trace: Trace = JSON.parse(gunzipSync(readFileSync(file)).toString());
      replay(
        trace.txns.flatMap((transaction) => transaction.patches),
        trace.endContent,
      );
    });
  }

  test("generated", () => {
    const random = seededRandom(1);
    const edits: Edit[] = [];
    let text = "";
    for (let caret = 0; edits.length < 20_000; ) {
      if (random.below(30) === 0) caret = random.below(text.length + 1);
      const deleted = caret > 0 && random.below(4) === 0 ? 1 : 0;
      const edit: Edit = deleted
        ? [caret - 1, 1, ""]
        : [caret, 0, String.fromCharCode(97 + random.below(26))];
      text = text.slice(0, edit[0]) + edit[2] + text.slice(edit[0] + edit[1]);
      caret = edit[0] + edit[2].length;
      edits.push(edit);
    }
    replay(edits, text);
  });
});
