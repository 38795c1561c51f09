/**
 * Lines as plain text, for techniques that know nothing else: formats, atoms and marks are single characters of Unicode's
 * private area, as the notes on structured text of diff-match-patch advise ("Plain Text vs. Structured Content"), so that
 * no merge can tear one apart. A line's formats stand anywhere in it, and the last one counts.
 */
import { assert } from "@weft/base";
import type { AtomContent, Line, LineFormat, MarkValue, Run } from "./line.ts";

/** What a private character stands for. */
type Meaning =
  | { readonly format: LineFormat }
  | { readonly marks: readonly MarkValue[] }
  | { readonly atom: AtomContent };

const firstToken = 0xe000;
const tokensEach = 800;
const lastToken = 0xf8ff;
/** A line feed within a block of code: it ends no line. */
const innerLineFeed = "\u2028";

/** Meanings that another table has to learn: what each character stands for, as JSON. */
export type TokenDefinitions = Readonly<Record<string, string>>;

/** The characters that one writer gave meanings to, and those that it learned of others. */
export class TokenTable {
  private readonly tokenByMeaning = new Map<string, string>();
  private readonly meaningByToken = new Map<string, string>();
  private fresh: Record<string, string> = {};
  private next: number;
  private readonly end: number;

  /** Writers with different numbers never give one character two meanings. */
  constructor(writer: number) {
    this.next = firstToken + writer * tokensEach;
    this.end = Math.min(this.next + tokensEach, lastToken + 1);
  }

  /** The text of lines. */
  write(lines: readonly Line[]): string {
    return lines.map((line) => this.writeLine(line)).join("\n");
  }

  /** The lines of a text. */
  read(text: string): Line[] {
    return text.split("\n").map((line) => this.readLine(line));
  }

  /** Meanings that this writer gave since the last call; null if there are none. */
  takeDefinitions(): TokenDefinitions | null {
    const definitions = this.fresh;
    this.fresh = {};
    return Object.keys(definitions).length === 0 ? null : definitions;
  }

  /** All meanings. */
  definitions(): TokenDefinitions {
    return Object.fromEntries(this.meaningByToken);
  }

  learn(definitions: TokenDefinitions): void {
    for (const [token, meaning] of Object.entries(definitions)) {
      this.meaningByToken.set(token, meaning);
      if (!this.tokenByMeaning.has(meaning)) this.tokenByMeaning.set(meaning, token);
    }
  }

  private writeLine({ runs, format }: Line): string {
    let text = this.tokenFor({ format });
    let marks: readonly MarkValue[] = [];
    for (const run of runs) {
      if (JSON.stringify(run.marks) !== JSON.stringify(marks)) text += this.tokenFor({ marks: run.marks });
      marks = run.marks;
      text +=
        typeof run.content === "string"
          ? run.content.replaceAll("\n", innerLineFeed)
          : this.tokenFor({ atom: run.content });
    }
    return text;
  }

  private readLine(text: string): Line {
    const runs: Run[] = [];
    let format: LineFormat = { type: "paragraph", attrs: {}, around: [] };
    let marks: readonly MarkValue[] = [];
    let plain = "";
    const endRun = (): void => {
      if (plain !== "") runs.push({ content: plain.replaceAll(innerLineFeed, "\n"), marks });
      plain = "";
    };
    for (const character of text) {
      const json = this.meaningByToken.get(character);
      if (json === undefined) {
        plain += character;
        continue;
      }
      endRun();
      const meaning: Meaning = JSON.parse(json);
      if ("format" in meaning) format = meaning.format;
      else if ("marks" in meaning) marks = meaning.marks;
      else runs.push({ content: meaning.atom, marks });
    }
    endRun();
    return { runs, format };
  }

  private tokenFor(meaning: Meaning): string {
    const json = JSON.stringify(meaning);
    const known = this.tokenByMeaning.get(json);
    if (known !== undefined) return known;
    assert(this.next < this.end, "one writer of the lab uses fewer than 800 formats");
    const token = String.fromCharCode(this.next++);
    this.learn({ [token]: json });
    this.fresh[token] = json;
    return token;
  }
}
