/** Two people, one document, one second apart: what both must see, whichever edit arrives first. */
import { describe, expect, test } from "vitest";
import {
  both,
  enter,
  erase,
  eraseBetween,
  eraseBlock,
  indent,
  joinBefore,
  link,
  outdent,
  quote,
  quoteList,
  relist,
  replace,
  replaceAll,
  retype,
  toggle,
  type,
  typeInEmpty,
  undo,
} from "./support/deeds.ts";
import { describeDocument } from "./support/notation.ts";
import { replicas } from "./support/replicas.ts";
import { type Deed, exchange, expectAgreement, together } from "./support/scenario.ts";

type Row = readonly [
  id: string,
  line: string,
  deedOfA: Deed,
  deedOfB: Deed,
  expected: string,
  other?: string,
];

const rows: readonly Row[] = [
  ["a", "hello world", enter("world"), type("!!!", "world"), "hello  | world!!!"],
  ["a2", "hello brave world", enter("brave"), erase("brave "), "hello  | world"],
  ["b", "hello world", enter("world"), enter("world"), "hello  | (empty) | world"],
  [
    "b3",
    "top | end",
    both(enter("top", 3), typeInEmpty("AA")),
    both(enter("top", 3), typeInEmpty("BB")),
    "top | AA | BB | end",
    "top | BB | AA | end",
  ],
  ["c", "one | two", joinBefore("two"), type("!!!", "two"), "onetwo!!!"],
  [
    "d",
    "The quick fox jumped",
    toggle("bold", "The quick"),
    toggle("bold", "quick fox jumped"),
    "**The quick fox jumped**",
  ],
  [
    "d2",
    "**The quick fox**",
    toggle("bold", "quick"),
    toggle("italic", "The quick fox"),
    "**_The _**_quick_**_ fox_**",
  ],
  ["d3", "The quick fox", toggle("bold", "The quick"), replace("quick", "fast"), "**The fast** fox"],
  [
    "d4",
    "The quick fox jumped",
    link("The quick", "A"),
    link("quick fox", "B"),
    "[The ](A)[quick fox](B) jumped",
    "[The quick](A)[ fox](B) jumped",
  ],
  ["e", "ul(one; two)", outdent("one"), enter("two", 3), "one | ul(two; (empty))"],
  ["e2", "ul(one; two)", indent("two"), type("!!!", "two"), "ul(one ul(two!!!))"],
  ["e3", "ul(one; two)", indent("two"), indent("two"), "ul(one ul(two))"],
  ["e5", "hello", quote("hello"), type("!!!", "hello"), "bq(hello!!!)"],
  ["e6", "hello", retype("hello", "heading", { level: 2 }), type("!!!", "hello"), "h2: hello!!!"],
  ["e11", "one | two | three", eraseBlock("two"), type("!!!", "two"), "one | !!! | three"],
  ["f2", "one two", toggle("bold", "two"), retype("one", "codeBlock"), "code: one two"],
  ["n9", "ul(one; two)", quoteList("one"), both(enter("two", 3), typeInEmpty("N")), "bq(ul(one; two; N))"],
  ["n13", "ul(one; two; three)", outdent("two"), relist("one", "orderedList"), "ol(one) | two | ol(three)"],
  ["n14", "one | two | three", eraseBetween("ne", "thr"), type("X", "two"), "oXee"],
  ["n15", "one | two | three", replaceAll("Z"), type("X", "two"), "Z | X"],
];

describe("scenarios", () => {
  for (const [id, line, deedOfA, deedOfB, expected, other = expected] of rows) {
    test(`${id}: ${line}`, () => {
      for (const [first, second] of [
        [deedOfA, deedOfB],
        [deedOfB, deedOfA],
      ] as const) {
        const seen = normalise(together(line, first, second));
        expect([expected, other].map(normalise)).toContain(seen);
      }
    });
  }

  test("f2: turned back into a paragraph, what was bold is bold", () => {
    const [a, b] = replicas("one two");
    toggle("bold", "two")(a!);
    retype("one", "codeBlock")(b!);
    exchange([a!, b!]);
    retype("one", "paragraph")(b!);
    exchange([a!, b!]);
    expect(describeDocument(a!.doc)).toBe("one **two**");
    expectAgreement([a!, b!]);
  });

  test("n17: an undone Enter stays while it holds newer text", () => {
    const [a, b] = replicas("one | two");
    enter("two")(a!);
    exchange([a!, b!]);
    expect(describeDocument(b!.doc)).toBe("one | (empty) | two");
    const { doc } = b!;
    expect(doc.child(1).content.size).toBe(0);
    typeInEmpty("X")(b!);
    undo(a!);
    exchange([a!, b!]);
    expect(describeDocument(a!.doc)).toBe("one | X | two");
    expectAgreement([a!, b!]);
  });

  test("n19: a deletion by two people, undone by one and then by both", () => {
    const [a, b] = replicas("one two three");
    erase("two ")(a!);
    undo(a!);
    erase("two ")(b!);
    exchange([a!, b!]);
    expect(describeDocument(a!.doc)).toBe("one three");
    undo(b!);
    exchange([a!, b!]);
    expect(describeDocument(a!.doc)).toBe("one two three");
    expectAgreement([a!, b!]);
  });
});

/** Spaces at a split do not matter here. */
function normalise(line: string): string {
  return line.replaceAll(/\s+/g, " ");
}
