import { systemClock } from "@weft/base";
import { openReplica, type Replica } from "@weft/sync";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { ensureBuilt } from "./built.ts";
import { newTestDocument, type TestDocument } from "./raw-client.ts";
import { newFolder, startTestRelay, type TestRelay } from "./relay-fixture.ts";
import { ServerProcess } from "./server-process.ts";

beforeAll(ensureBuilt);

const replicas: Replica[] = [];
let relay: TestRelay | null = null;

afterEach(async () => {
  await Promise.all(replicas.splice(0).map((replica) => replica.close()));
  await relay?.close();
  relay = null;
});

async function open(url: string, document: TestDocument): Promise<Replica> {
  const replica = await openReplica({ url, ...document, create: true });
  replicas.push(replica);
  return replica;
}

function type({ document }: Replica, text: string): void {
  document.edit([{ type: "insertText", at: document.length, text }]);
}

async function until(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise<void>((resolve) => systemClock.after(5, resolve));
}

describe("real clients", () => {
  test("[SV-31] two people write with each other and end with one text", async () => {
    relay = await startTestRelay();
    const document = newTestDocument();
    const ann = await open(relay.socket, document);
    const ben = await open(relay.socket, document);
    for (let count = 0; count < 30; count++) {
      type(ann, "a");
      type(ben, "b");
    }
    await Promise.all([ann.whenSaved(), ben.whenSaved()]);
    await until(() => ann.document.text().length === 60 && ben.document.text().length === 60);
    expect(ann.document.text()).toBe(ben.document.text());
    const cal = await open(relay.socket, document);
    await until(() => cal.document.text().length === 60);
    expect(cal.document.text()).toBe(ann.document.text());
  });

  test("[SV-40] the title of a document that was made over HTTP is there for everybody", async () => {
    relay = await startTestRelay();
    const response = await fetch(`${relay.http}/api/documents`, {
      method: "POST",
      body: JSON.stringify({ title: "Minutes of Monday" }),
    });
    expect(response.status).toBe(201);
    const replica = await open(relay.socket, await response.json());
    await until(() => replica.document.property("title") !== undefined);
    expect(replica.document.property("title")).toBe("Minutes of Monday");
  });

  test("[SV-17] [SV-31] a server that is killed while two write comes back, and nothing is lost", async () => {
    const folder = newFolder();
    const document = newTestDocument();
    let server = await ServerProcess.start(folder);
    const ann = await open(server.socket, document);
    const ben = await open(server.socket, document);
    for (let count = 0; count < 60; count++) {
      type(ann, "a");
      type(ben, "b");
      if (count === 20) await server.kill();
      if (count === 40) server = await ServerProcess.start(folder, { PORT: new URL(server.http).port });
      await new Promise<void>((resolve) => systemClock.after(2, resolve));
    }
    await Promise.all([ann.whenSaved(), ben.whenSaved()]);
    await until(() => ann.document.text().length === 120 && ben.document.text().length === 120);
    expect(ann.document.text()).toBe(ben.document.text());
    const cal = await open(server.socket, document);
    await until(() => cal.document.text().length === 120);
    expect(cal.document.text()).toBe(ann.document.text());
    await server.terminate();
  });
});
