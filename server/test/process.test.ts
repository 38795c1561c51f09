import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom, systemClock, systemRandom } from "@weft/base";
import { closeCodes } from "@weft/protocol";
import { beforeAll, describe, expect, test } from "vitest";
import { loadSqlite } from "../src/storage/sqlite/database.ts";
import { ensureBuilt } from "./built.ts";
import { newTestDocument, RawClient, type TestDocument, Typist } from "./raw-client.ts";
import { newFolder } from "./relay-fixture.ts";
import { ServerProcess } from "./server-process.ts";

beforeAll(ensureBuilt);

const delay = (ms: number) => new Promise<void>((resolve) => systemClock.after(ms, resolve));

/** Everything that a server has of a document, as text. */
async function readAll(
  server: ServerProcess,
  document: TestDocument,
): Promise<{ text: string; incarnation: string }> {
  const client = await RawClient.join(server, document);
  const welcome = client.all("welcome")[0];
  const lastSeq = welcome?.lastSeq ?? 0;
  await client.until(() => lastSeq === 0 || (client.all("entries").at(-1)?.throughSeq ?? 0) >= lastSeq);
  const reader = new Typist(document);
  reader.read(client);
  client.terminate();
  return { text: reader.text, incarnation: welcome?.incarnation ?? "" };
}

describe("the server as a process", () => {
  test("[SV-17] [SV-18] killed at random instants while somebody types, it has every acknowledged batch afterwards", async () => {
    const seed = Number(process.env.WEFT_SEED ?? process.env.WEFT_FIRST_SEED ?? systemRandom.below(2 ** 31));
    const random = seededRandom(seed);
    const report = `seed ${seed} (pin it with WEFT_SEED=${seed})`;
    const folder = newFolder();
    const document = newTestDocument();
    const typist = new Typist(document);
    const unsettled: Uint8Array[] = [];
    const rounds = 4 * Number(process.env.WEFT_FUZZ ?? 1);
    let acknowledged = 0;
    let incarnation = "";
    for (let round = 0; round < rounds; round++) {
      const server = await ServerProcess.start(folder);
      const stored = await readAll(server, document);
      expect(stored.text.length, report).toBeGreaterThanOrEqual(acknowledged);
      expect(typist.text.startsWith(stored.text), report).toBe(true);
      incarnation ||= stored.incarnation;
      expect(stored.incarnation, report).toBe(incarnation);

      const client = await RawClient.join(server, document);
      client.sendBatches(unsettled);
      const killed = client
        .untilSettled(5 + random.below(40))
        .then(() => delay(random.below(30)))
        .then(() => server.kill());
      let isOpen = true;
      void client.closed.then(() => {
        isOpen = false;
      });
      while (isOpen) {
        const batches = typist.type("x");
        unsettled.push(...batches);
        client.sendBatches(batches);
        await delay(1);
      }
      await killed;
      unsettled.splice(0, client.settled);
      acknowledged = typist.text.length - unsettled.length;
      expect(client.all("refused"), report).toEqual([]);
    }
    const server = await ServerProcess.start(folder);
    const { text } = await readAll(server, document);
    process.stdout.write(
      `${report}: ${acknowledged} batches acknowledged, ${text.length} on the disk, ${rounds} kills\n`,
    );
    expect(acknowledged, report).toBeGreaterThan(20);
    expect(text.length, report).toBeGreaterThanOrEqual(acknowledged);
    expect((await server.terminate()).code).toBe(0);
  });

  test("[SV-30] [SV-26] told to stop, it finishes, says that it will be back, ends with 0, and leaves no token on the disk", async () => {
    const folder = newFolder();
    const document = newTestDocument();
    const typist = new Typist(document);
    const server = await ServerProcess.start(folder);
    const client = await RawClient.join(server, document);
    const idle = await RawClient.dial(server.socket);
    const batches = Array.from({ length: 50 }, () => typist.type("x")).flat();
    client.sendBatches(batches);
    await client.roundTrip();
    const ended = await server.terminate();
    expect(await client.closed).toMatchObject({ code: closeCodes.goingAway });
    expect(await idle.closed).toMatchObject({ code: closeCodes.goingAway });
    expect(ended).toMatchObject({ code: 0 });
    expect(client.settled).toBe(50);
    const names = readdirSync(folder, { withFileTypes: true }).filter((item) => item.isFile());
    for (const { name } of names) {
      expect(readFileSync(join(folder, name)).includes(document.token), name).toBe(false);
    }
    const again = await ServerProcess.start(folder);
    expect((await readAll(again, document)).text).toHaveLength(50);
    await again.terminate();
  });

  test("[SV-30] told to stop while somebody types and types, it ends soon and loses nothing that it acknowledged", async () => {
    const folder = newFolder();
    const document = newTestDocument();
    const typist = new Typist(document);
    const server = await ServerProcess.start(folder);
    const client = await RawClient.join(server, document);
    let isOpen = true;
    void client.closed.then(() => {
      isOpen = false;
    });
    const ending = client.untilSettled(200).then(() => server.terminate());
    for (let sent = 0; isOpen; ) {
      if (sent - client.settled < 500) {
        client.sendBatches(typist.type("x"));
        sent++;
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(await client.closed).toMatchObject({ code: closeCodes.goingAway });
    expect((await ending).code).toBe(0);
    const again = await ServerProcess.start(folder);
    expect((await readAll(again, document)).text.length).toBeGreaterThanOrEqual(client.settled);
    await again.terminate();
  });

  test("[SV-16] a second server on the same folder hears so, ends, and disturbs nobody", async () => {
    const folder = newFolder();
    const document = newTestDocument();
    const server = await ServerProcess.start(folder);
    const client = await RawClient.join(server, document);
    const second = await ServerProcess.run({ WEFT_DATA: folder, PORT: "0" });
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toBe(`Another Weft server is using the data folder ${folder}.\n`);
    client.sendBatches(new Typist(document).type("on"));
    await client.untilSettled(1);
    await server.kill();
    const third = await ServerProcess.start(folder);
    expect((await readAll(third, document)).text).toBe("on");
    await third.terminate();
  });

  test("[SV-16] [SV-30] a damaged database is named, and not touched", async () => {
    const folder = newFolder();
    const atOnce = await (await ServerProcess.start(folder)).terminate();
    expect(atOnce, "[SV-30] no moment is too early").toMatchObject({ code: 0 });
    const path = join(folder, "weft.db");
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096, 4096 + 2000);
    writeFileSync(path, bytes);
    const digest = () => createHash("sha256").update(readFileSync(path)).digest("hex");
    const before = digest();
    const ended = await ServerProcess.run({ WEFT_DATA: folder, PORT: "0" });
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toContain(`${path} is damaged`);
    expect(digest()).toBe(before);
  });

  test("[SV-15] [PR-15] after a damaged entry the log ends, and the browsers that know more heal it", async () => {
    const folder = newFolder();
    const document = newTestDocument();
    const typist = new Typist(document);
    const batches = Array.from({ length: 30 }, () => typist.type("x")).flat();
    const first = await ServerProcess.start(folder);
    const client = await RawClient.join(first, document);
    client.sendBatches(batches);
    await client.untilSettled(30);
    await first.terminate();
    const database = (await loadSqlite())(join(folder, "weft.db"));
    database.exec("UPDATE entries SET bytes = zeroblob(20) WHERE seq = 21");
    database.close();

    const second = await ServerProcess.start(folder, { WEFT_LOG: "error" });
    const healer = await RawClient.join(second, document);
    expect(healer.all("welcome")[0]).toMatchObject({ lastSeq: 20 });
    healer.sendBatches(batches.slice(20), { origin: "reoffered" });
    await healer.untilSettled(10);
    expect(healer.all("refused")).toEqual([]);
    expect((await readAll(second, document)).text).toBe(typist.text);
    const { stderr } = await second.terminate();
    expect(stderr).toContain('"seq":21');
  });

  test("[SV-61] help, a wrong setting and a taken port", async () => {
    const help = await ServerProcess.run({}, ["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("WEFT_DATA");
    const wrong = await ServerProcess.run({ PORT: "many" });
    expect(wrong).toMatchObject({ code: 1, stderr: 'PORT must be a number from 0 to 65535, not "many".\n' });
    const nowhere = await ServerProcess.run({ WEFT_HOST: "no-such-host.invalid", WEFT_DATA: newFolder() });
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toMatch(/^The server cannot listen on no-such-host\.invalid, .*\.\n$/);
    const server = await ServerProcess.start(newFolder());
    const taken = await ServerProcess.run({ PORT: new URL(server.http).port, WEFT_DATA: newFolder() });
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain("is taken: set PORT to another one.");
    await server.terminate();
  });
});
