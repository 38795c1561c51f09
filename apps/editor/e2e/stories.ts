/** What every story starts from: a server of the worker's own, and people in browsers of their own. */
import { type Browser, type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { startServer, type WeftServer } from "./weft-server.ts";

/** Playwright's test with a real server, and a way to bring people in. */
export const story = test.extend<{ readonly people: People }, { readonly server: WeftServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern, and the server needs no fixture.
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  people: async ({ browser, server }, use) => {
    const people = new People(browser, server);
    await use(people);
    await people.leave();
  },
});

/** The people of one story; each has a browser profile of their own. */
export class People {
  private readonly browser: Browser;
  private readonly server: WeftServer;
  private readonly contexts: BrowserContext[] = [];

  constructor(browser: Browser, server: WeftServer) {
    this.browser = browser;
    this.server = server;
  }

  /** A new person who has chosen a name; nothing is open yet. */
  async person(name: string, colour = 0): Promise<Person> {
    const context = await this.browser.newContext({
      baseURL: this.server.address,
      viewport: { width: 1280, height: 800 },
    });
    this.contexts.push(context);
    await context.addInitScript(
      ([personName, personColour]) => {
        if (localStorage.getItem("weft:settings") !== null) return;
        localStorage.setItem("weft:settings", JSON.stringify({ personName, personColour }));
      },
      [name, colour] as const,
    );
    return new Person(context);
  }

  /** Ada and Grace in one new document, of what Ada types, which both see. */
  async adaAndGrace(typed = ""): Promise<AdaAndGrace> {
    const { documentId, token } = await this.server.createDocument();
    const path = `/d/${documentId}#${token}`;
    const [ada, grace] = [await this.person("Ada", 0), await this.person("Grace", 1)];
    const [adas, graces] = await Promise.all([ada.open(path), grace.open(path)]);
    if (typed !== "") {
      await adas.typeAtEnd(typed);
      await graces.expectLines(...(await adas.lines()));
      await adas.expectSaved();
    }
    return { ada, grace, adas, graces };
  }

  async leave(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
  }
}

/** Two people, and the document as each of them has it open. */
export interface AdaAndGrace {
  readonly ada: Person;
  readonly grace: Person;
  readonly adas: Sheet;
  readonly graces: Sheet;
}

/** One person: a browser profile whose windows open documents. */
export class Person {
  readonly context: BrowserContext;

  constructor(context: BrowserContext) {
    this.context = context;
  }

  /** Pulls the network from all windows of this person. */
  async goOffline(): Promise<void> {
    await this.context.setOffline(true);
  }

  async goOnline(): Promise<void> {
    await this.context.setOffline(false);
  }

  /** Opens a document in a new window and waits until one can see its text. */
  async open(path: string): Promise<Sheet> {
    const page = await this.context.newPage();
    await page.goto(path);
    const sheet = new Sheet(page);
    await expect(sheet.text).toBeVisible();
    return sheet;
  }

  /** Makes a document with the button New on the home page. */
  async create(): Promise<Sheet> {
    const page = await this.context.newPage();
    await page.goto("/");
    await page.getByRole("button", { name: /^New/ }).first().click();
    const sheet = new Sheet(page);
    await expect(sheet.text).toBeVisible();
    return sheet;
  }
}

/** An open document as its reader sees it. */
export class Sheet {
  readonly page: Page;
  readonly text: Locator;
  readonly status: Locator;

  constructor(page: Page) {
    this.page = page;
    this.text = page.getByRole("textbox", { name: "Document text" });
    this.status = page.getByTestId("status");
  }

  /** Puts the caret at the end of the text and types. */
  async typeAtEnd(words: string): Promise<void> {
    await this.text.focus();
    await expect
      .poll(async () => {
        await this.page.keyboard.press("Control+End");
        return this.isCaretAtEnd();
      })
      .toBe(true);
    await this.page.keyboard.type(words);
  }

  /** Puts the caret before the character with this number in the first block, as one does: looking where it is. */
  async caretAt(offset: number): Promise<void> {
    await this.text.focus();
    await this.page.keyboard.press("Control+Home");
    await expect
      .poll(async () => {
        const present = await this.caretOffset();
        const key = present < offset ? "ArrowRight" : "ArrowLeft";
        for (let step = 0; step < Math.abs(offset - present); step++) await this.page.keyboard.press(key);
        return present;
      })
      .toBe(offset);
  }

  /** Whether no letters stand after the caret, other people's names left out. */
  private async isCaretAtEnd(): Promise<boolean> {
    return this.text.evaluate((root) => {
      const selection = getSelection();
      if (!selection?.focusNode || !root.contains(selection.focusNode)) return false;
      const after = document.createRange();
      after.setStart(selection.focusNode, selection.focusOffset);
      after.setEnd(root, root.childNodes.length);
      const content = after.cloneContents();
      for (const caret of content.querySelectorAll(".weft-caret")) caret.remove();
      return (content.textContent ?? "") === "";
    });
  }

  /** How many characters of its block stand before the caret, other people's names left out. */
  private async caretOffset(): Promise<number> {
    return this.text.evaluate(() => {
      const selection = getSelection();
      const anchor = selection?.anchorNode;
      const element = anchor instanceof Element ? anchor : anchor?.parentElement;
      const block = element?.closest("p, h1, h2, h3, pre");
      if (!selection || !anchor || !block) return -1;
      const before = document.createRange();
      before.setStart(block, 0);
      before.setEnd(anchor, selection.anchorOffset);
      const content = before.cloneContents();
      for (const caret of content.querySelectorAll(".weft-caret")) caret.remove();
      return content.textContent?.length ?? 0;
    });
  }

  /** Pastes as a browser does, without the system's clipboard, which all people of a story would share. */
  async paste(data: { readonly html?: string; readonly text?: string }): Promise<void> {
    await this.text.evaluate((root, { html, text }) => {
      const clipboardData = new DataTransfer();
      if (html !== undefined) clipboardData.setData("text/html", html);
      if (text !== undefined) clipboardData.setData("text/plain", text);
      root.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, data);
  }

  /** Chooses a line of the menu of ways out and in. */
  async exchange(item: string): Promise<void> {
    await this.page.getByRole("button", { name: "Import and export" }).click();
    await this.page.getByRole("menuitem", { name: item, exact: true }).click();
  }

  /** A tool of the fixed bar. */
  tool(name: string): Locator {
    return this.page.getByTestId("toolbar").getByRole("button", { name, exact: true });
  }

  /** The text of the blocks, one a line, without other people's names. */
  async lines(): Promise<readonly string[]> {
    return this.text.evaluate((root) => {
      const blocks = root.querySelectorAll("p, h1, h2, h3, pre");
      return [...blocks].map((block) => {
        const copy = block.cloneNode(true);
        if (copy instanceof Element) for (const caret of copy.querySelectorAll(".weft-caret")) caret.remove();
        return copy.textContent ?? "";
      });
    });
  }

  /** The text that carries the mark of what is not yet on the server's disk. */
  async unsavedText(): Promise<string> {
    return this.text.evaluate((root) => {
      const marked = [...root.querySelectorAll(".weft-unsaved")].map((element) => element.textContent ?? "");
      for (const stretch of CSS.highlights.get("weft-unsaved") ?? []) {
        const range = document.createRange();
        range.setStart(stretch.startContainer, stretch.startOffset);
        range.setEnd(stretch.endContainer, stretch.endOffset);
        marked.push(range.toString());
      }
      return marked.join("");
    });
  }

  async expectLines(...lines: readonly string[]): Promise<void> {
    await expect.poll(() => this.lines()).toEqual(lines);
  }

  /** Waits until everything typed is on the server's disk. */
  async expectSaved(): Promise<void> {
    await expect(this.status).toHaveAttribute("data-state", "saved");
    await expect(this.status).toHaveAttribute("data-pending", "0");
  }

  /** Waits until everything typed is on this device's disk, so that the window may go. */
  async expectKeptHere(): Promise<void> {
    await this.status.getByRole("button").click();
    await expect(this.page.getByTestId("status-panel")).toContainText("safe if you close this window");
    await this.page.keyboard.press("Escape");
  }

  /** Waits until the app itself is kept by the browser, so that it opens without a network. */
  async untilItOpensOffline(): Promise<void> {
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
  }
}
