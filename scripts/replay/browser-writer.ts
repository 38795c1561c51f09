/**
 * A writer in a real browser: keys pressed on a real keyboard in the built editor, the network through a gate.
 * Two things only are done from inside the page, which a person does with eyes and mouse: the caret is put
 * where the recording has it, and the document is read.
 */
import type { Browser, Page, WebSocketRoute } from "@playwright/test";
import { DeliveryGate } from "./delivery-gate.ts";
import { caretTo, documentText, knownCounter, ownReplica } from "./in-page.ts";
import type { Step } from "./trace.ts";
import type { Writer } from "./writer.ts";

const patienceMs = 60_000;

/** Opens the document at `pageUrl` (its token in the fragment, typing rules off) in a browser profile of its own. */
export async function openBrowserWriter(browser: Browser, pageUrl: string): Promise<Writer> {
  const gate = new DeliveryGate();
  const context = await browser.newContext();
  const page = await context.newPage();
  let socket: WebSocketRoute | null = null;
  await page.routeWebSocket(/\/sync/, (route) => {
    socket = route;
    gate.reset();
    const server = route.connectToServer();
    route.onMessage((message) => {
      if (typeof message !== "string") gate.noteSent(message);
      server.send(message);
    });
    server.onMessage((message) => {
      if (typeof message === "string" || socket !== route) return;
      for (const frame of gate.receive(message)) route.send(Buffer.from(frame));
    });
  });
  const deliver = (frames: readonly Uint8Array[]): void => {
    for (const frame of frames) socket?.send(Buffer.from(frame));
  };
  await page.goto(pageUrl);
  await page.locator(".ProseMirror").click();
  const replica = await page.evaluate(ownReplica);
  const caret = { at: -1 };
  return {
    replica,
    make: (step) => press(page, step, caret),
    known: (id) => page.evaluate(knownCounter, id),
    async flush() {
      const counter = await page.evaluate(knownCounter, replica);
      while (!gate.hasSent(replica, counter)) await page.waitForTimeout(1);
    },
    async receive(id, counter) {
      deliver(gate.allow(id, counter));
      const deadline = performance.now() + patienceMs;
      while ((await page.evaluate(knownCounter, id)) < counter) {
        if (performance.now() > deadline) throw new Error("The other writer's edits did not arrive.");
      }
      caret.at = -1;
    },
    hold: (id, counter) => deliver(gate.allow(id, counter)),
    async whenSaved() {
      await page.locator('[data-testid="status"][data-state="saved"]').waitFor({ timeout: patienceMs });
    },
    text: () => page.evaluate(documentText),
    close: () => context.close(),
  };
}

/** Presses the keys of one step. `caret.at` is where the last keys left the caret, -1 if that is not known. */
async function press(page: Page, step: Step, caret: { at: number }): Promise<void> {
  const start = step.position + step.removed;
  if (caret.at !== start) await page.evaluate(caretTo, start);
  for (let count = 0; count < step.removed; count++) await page.keyboard.press("Backspace");
  for (const piece of step.inserted.split(/(\n)/)) {
    if (piece === "\n") await page.keyboard.press("Enter");
    else if (piece !== "") await page.keyboard.type(piece);
  }
  caret.at = step.position + step.inserted.length;
}
