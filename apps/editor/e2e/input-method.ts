/** An input method of one window, driven as the operating system drives it: composed letters first, then the word. */
import type { CDPSession, Page } from "@playwright/test";

/** Composes at the caret. While letters are composed the page sees `compositionupdate`, at the end `compositionend`. */
export class InputMethod {
  private readonly session: CDPSession;

  private constructor(session: CDPSession) {
    this.session = session;
  }

  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page));
  }

  /** Shows each of `stages` in the place of the one before, as while keys of one word are pressed. */
  async compose(...stages: readonly string[]): Promise<void> {
    for (const text of stages) {
      await this.session.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    }
  }

  /** Ends the composing with this word. */
  async commit(word: string): Promise<void> {
    await this.session.send("Input.insertText", { text: word });
  }

  /** Ends the composing with nothing. */
  async cancel(): Promise<void> {
    await this.compose("");
  }
}
