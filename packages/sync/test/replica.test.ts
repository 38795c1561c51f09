/** Whole replicas with real rich text, against the model server, in virtual time. */
import { encodeVersion } from "@weft/rga";
import { createRichText, type RichText } from "@weft/richtext";
import { describe, expect, test } from "vitest";
import { type Meeting, Meetings } from "../src/shell/meetings.ts";
import { RefusedError } from "../src/shell/saved-waiters.ts";
import { MemoryStore } from "../src/store/memory-store.ts";
import { FakeBrowser } from "./simulation/fake-tabs.ts";
import { copyOf, documentId, Stage, type } from "./stage.ts";

test("[SY-2] [SY-7] two replicas share their text, and whenSaved means that the server has it", async () => {
  const stage = new Stage();
  const ada = await stage.open();
  const ben = await stage.open();
  type(ada.document, "hello");
  const saved = ada.whenSaved();
  expect(ada.status().state).not.toBe("saved");
  await stage.run(saved);
  expect(stage.server.log).toHaveLength(1);
  expect(ada.status()).toMatchObject({ state: "saved", unsavedEdits: 0 });
  await stage.pass(50);
  expect(ben.document.text()).toBe("hello");
  expect(ada.unsavedFrom()).toBeNull();
});

test("[SY-7] whenSaved waits for what is typed before the call only", async () => {
  const stage = new Stage();
  const ada = await stage.open();
  await stage.pass(100);
  type(ada.document, "one");
  const saved = ada.whenSaved();
  stage.network.isUp = false;
  await stage.run(saved.then(() => stage.network.cut()));
  type(ada.document, "two");
  let second = false;
  void ada.whenSaved().then(() => {
    second = true;
  });
  await stage.pass(500);
  expect([second, ada.status().unsavedEdits]).toEqual([false, 1]);
  stage.network.isUp = true;
  ada.tryNow();
  await stage.pass(500);
  expect(second).toBe(true);
});

describe("[SY-33] a meeting", () => {
  test("is told with what either side knew when work that waited comes together with others'", async () => {
    const stage = new Stage();
    const way = stage.anotherWay();
    const ada = await stage.open({ webSocket: way.webSocket() });
    const ben = await stage.open();
    const heard: Meeting[] = [];
    ben.onMeeting((meeting) => heard.push(meeting));
    type(ada.document, "both");
    await stage.run(ada.whenSaved());
    await stage.pass(100);
    way.isUp = false;
    way.cut();
    type(ada.document, " mine");
    type(ben.document, "their ", 1);
    await stage.pass(4_000);
    const mine = ada.document.version();
    const theirs = ben.document.version();
    way.isUp = true;
    ada.tryNow();
    await stage.run(ada.whenSaved());
    const told: Meeting[] = [];
    ada.onMeeting((meeting) => told.push(meeting));
    expect(told).toEqual([{ mine, theirs }]);
    ada.onMeeting((meeting) => told.push(meeting));
    expect([told.length, heard.length]).toEqual([1, 0]);
  });

  test("of a join that breaks off is told as far as that came, and without what a document has lost", () => {
    const [one, two, three] = ["1", "2", "3"].map((digit) =>
      createRichText({ documentId, replica: digit.repeat(16) }),
    );
    const id = ({ replica }: RichText) => replica;
    let known = new Map([[id(one!), 4]]);
    const meetings = new Meetings(() => known);
    const told: Meeting[] = [];
    meetings.onMeeting((meeting) => told.push(meeting));
    meetings.begin(
      encodeVersion(
        new Map([
          [id(one!), 1],
          [id(two!), 5],
          [id(three!), 2],
        ]),
      ),
    );
    known = new Map([
      [id(one!), 4],
      [id(two!), 3],
    ]);
    meetings.look();
    expect(told).toEqual([]);
    meetings.end();
    const came = new Map([
      [id(one!), 1],
      [id(two!), 3],
    ]);
    expect(told).toEqual([{ mine: new Map([[id(one!), 4]]), theirs: came }]);
    meetings.look();
    meetings.begin(encodeVersion(new Map([[id(three!), 2]])));
    known = new Map([[id(three!), 2]]);
    meetings.look();
    expect(told.length).toBe(1);
  });

  test("is none where only one side worked, or nobody waited for long", async () => {
    const stage = new Stage();
    const way = stage.anotherWay();
    const ada = await stage.open({ webSocket: way.webSocket() });
    const ben = await stage.open();
    const told: Meeting[] = [];
    for (const replica of [ada, ben]) replica.onMeeting((meeting) => told.push(meeting));
    const apart = async (ms: number, work: () => void): Promise<void> => {
      way.isUp = false;
      way.cut();
      work();
      await stage.pass(ms);
      way.isUp = true;
      ada.tryNow();
      await stage.run(ada.whenSaved());
    };
    await apart(4_000, () => type(ada.document, "mine"));
    await apart(4_000, () => type(ben.document, "theirs"));
    await apart(200, () => {
      type(ada.document, "a");
      type(ben.document, "b");
    });
    expect(told).toEqual([]);
  });
});

test("[SY-20] [SY-21] [SY-23] a viewer's edits are refused and kept, the document goes back to the server's state", async () => {
  const stage = new Stage();
  const owner = await stage.open();
  type(owner.document, "Weft keeps words");
  await stage.run(owner.whenSaved());
  const store = new MemoryStore({ keeps: true });
  const viewer = await stage.open({ token: "viewer", create: false, store });
  expect(viewer.status().state).toBe("read-only");
  const before = viewer.document;
  const documents: RichText[] = [];
  viewer.onDocument((document) => documents.push(document));
  before.edit([{ type: "insertText", at: 5, text: " always" }]);
  await expect(stage.run(viewer.whenSaved())).rejects.toBeInstanceOf(RefusedError);
  await stage.pass(100);
  expect(documents).toEqual([viewer.document]);
  expect(viewer.document).not.toBe(before);
  expect(viewer.document.text()).toBe("Weft keeps words");
  expect(viewer.status()).toMatchObject({ state: "refused", keptPieces: 1, reason: "refused: role" });
  expect(viewer.keptPieces()).toMatchObject([{ text: "always", reason: "role", edits: 1 }]);
  await viewer.close();

  const again = await stage.open({ token: "viewer", create: false, store });
  await stage.pass(100);
  expect(again.status().state).toBe("refused");
  const [piece] = again.keptPieces();
  await stage.run(again.discardPiece(piece?.id ?? ""));
  expect([again.keptPieces(), again.status().state]).toEqual([[], "read-only"]);
});

test("[SY-21] a kept piece is written again where it stood once its writer may", async () => {
  const stage = new Stage();
  const owner = await stage.open();
  type(owner.document, "one two");
  await stage.run(owner.whenSaved());
  const store = new MemoryStore({ keeps: true });
  const viewer = await stage.open({ token: "viewer", create: false, store });
  type(viewer.document, " and a half", 4);
  viewer.document.edit([{ type: "splitBlock", at: 8 }]);
  await stage.pass(200);
  type(owner.document, "zero ", 1);
  await stage.run(owner.whenSaved());
  await viewer.close();
  stage.server.setRole("viewer", "editor");
  const editor = await stage.open({ token: "viewer", create: false, store });
  await stage.pass(200);
  const [piece] = editor.keptPieces();
  expect(piece?.places.map((place) => editor.document.placeOfAnchor(place))).toEqual(["zero one".length + 1]);
  await stage.run(editor.retryPiece(piece?.id ?? ""));
  await stage.pass(200);
  expect(editor.document.text()).toBe("zero one and\n a half two");
  expect(owner.document.text()).toBe(editor.document.text());
  expect(editor.status()).toMatchObject({ state: "saved", keptPieces: 0 });
});

test("[SY-22] of two copies of a profile the first stands, and the other's text is written again by itself", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const locks = () => new FakeBrowser(stage.clock, stage.random);
  const first = await stage.open({ store, tabs: locks().tab({}) });
  type(first.document, "base");
  await stage.run(first.whenSaved());
  await first.close();
  const copy = await copyOf(store);
  stage.network.isUp = false;
  const ada = await stage.open({ store, tabs: locks().tab({}) });
  const ben = await stage.open({ store: copy, tabs: locks().tab({}) });
  expect(ada.document.replica).toBe(ben.document.replica);
  type(ada.document, " Ada");
  type(ben.document, " Ben");
  await stage.pass(100);
  stage.network.isUp = true;
  ada.tryNow();
  await stage.run(ada.whenSaved());
  const savedAgain = ben.whenSaved();
  ben.tryNow();
  await stage.run(savedAgain);
  expect(ben.status()).toMatchObject({ state: "saved", unsavedEdits: 0 });
  await stage.pass(3000);
  expect(ben.document.text()).toBe(ada.document.text());
  expect([...ben.document.text()].sort().join("")).toBe([..."base Ada Ben"].sort().join(""));
  expect(ben.document.replica).not.toBe(ada.document.replica);
  expect(ben.status()).toMatchObject({ state: "saved", keptPieces: 0 });
});

test("[SY-28] a reload goes on with its replica id and counters, offline too", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const browser = new FakeBrowser(stage.clock, stage.random);
  const open = () => stage.open({ store, tabs: browser.tab({}) });
  const first = await open();
  type(first.document, "kept");
  await stage.run(first.whenSaved());
  stage.network.isUp = false;
  stage.network.cut();
  type(first.document, " here");
  await stage.pass(50);
  await first.close();
  const second = await open();
  expect(second.document.replica).toBe(first.document.replica);
  expect(second.document.text()).toBe("kept here");
  expect(second.status()).toMatchObject({ unsavedEdits: 1, storedHere: 1 });
  type(second.document, " too");
  stage.network.isUp = true;
  second.tryNow();
  await stage.run(second.whenSaved());
  expect([...stage.server.known.keys()]).toEqual([first.document.replica]);
});

test("[SY-29] tabs of one browser share edits offline, one holds the socket, and another takes over", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const browser = new FakeBrowser(stage.clock, stage.random);
  const left = await stage.open({ store, tabs: browser.tab({}) });
  const right = await stage.open({ store, tabs: browser.tab({}) });
  await stage.pass(200);
  expect(stage.server.counts.hellos).toBe(1);
  expect(left.document.replica).not.toBe(right.document.replica);
  stage.network.isUp = false;
  stage.network.cut();
  type(left.document, "left ");
  await stage.pass(50);
  type(right.document, "right");
  await stage.pass(50);
  expect([left.document.text(), right.document.text()]).toEqual(["left right", "left right"]);
  expect(right.status()).toMatchObject({ unsavedEdits: 2, connected: false });
  await left.close();
  stage.network.isUp = true;
  await stage.run(right.whenSaved());
  expect(right.status()).toMatchObject({ state: "saved", connected: true });
  expect(stage.server.log).toHaveLength(2);
});

test("[SY-30] without locks and channel every tab has its own socket", async () => {
  const stage = new Stage();
  const store = new MemoryStore({ keeps: true });
  const left = await stage.open({ store });
  const right = await stage.open({ store });
  type(left.document, "x");
  await stage.run(left.whenSaved());
  await stage.pass(100);
  expect(right.document.text()).toBe("x");
  expect(stage.server.counts.hellos).toBe(2);
});

test("[SY-26] without a store the status says that nothing is kept, and ids are fresh", async () => {
  const stage = new Stage();
  const tabs = new FakeBrowser(stage.clock, stage.random).tab({});
  const first = await stage.open({ store: new MemoryStore(), tabs });
  type(first.document, "x");
  await stage.run(first.whenSaved());
  expect(first.status()).toMatchObject({ keepsLocally: false, storedHere: 0, state: "saved" });
  await first.close();
  const second = await stage.open({ store: new MemoryStore(), tabs });
  expect(second.document.replica).not.toBe(first.document.replica);
});

test("[SY-11] a wrong token fails to open, and a wait can be ended", async () => {
  const stage = new Stage();
  await expect(stage.open({ token: "nobody", create: false })).rejects.toMatchObject({
    name: "OpenError",
    status: { state: "no-access" },
  });
  stage.network.isUp = false;
  const stop = new AbortController();
  const heard: string[] = [];
  const waiting = stage.open({
    create: false,
    signal: stop.signal,
    onWaiting: ({ state }) => heard.push(state),
  });
  const caught = waiting.catch((error: unknown) => error);
  await stage.pass(3000);
  expect(heard).toContain("offline");
  stop.abort(new Error("enough"));
  expect(await stage.run(caught)).toMatchObject({ message: "enough" });
});

test("[SY-31] people see one another, and not any more when one leaves", async () => {
  const stage = new Stage();
  const ada = await stage.open();
  const ben = await stage.open();
  type(ada.document, "hi");
  await stage.run(ada.whenSaved());
  const caret = ada.document.anchorAt(2, "after");
  ada.presence.set({ name: "Ada", colour: 4, caret, anchor: null });
  await stage.pass(200);
  expect(ben.presence.others()).toMatchObject([{ name: "Ada", colour: 4, caret }]);
  await ada.close();
  await stage.pass(200);
  expect(ben.presence.others()).toEqual([]);
});

test("an address or document id that is none is refused at once", async () => {
  const stage = new Stage();
  await expect(stage.open({ url: "ftp://model" })).rejects.toBeInstanceOf(TypeError);
  await expect(stage.open({ documentId: "short" })).rejects.toBeInstanceOf(TypeError);
});
