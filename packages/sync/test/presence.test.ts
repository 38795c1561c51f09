import { seededRandom, systemRandom, VirtualClock } from "@weft/base";
import { presenceHeartbeatMs, presenceSilenceMsMax, presenceTickMs, type UpFrame } from "@weft/protocol";
import { expect, test } from "vitest";
import { decodePresence, encodePresence, type PresenceState } from "../src/presence/presence-state.ts";
import { PresenceHost } from "../src/shell/presence-host.ts";
import type { TabMessage } from "../src/tabs/tab-message.ts";

const ada: PresenceState = { name: "Ada", colour: 3, caret: "00112233445566aa:7:a", anchor: null };
const seed = Number(process.env.WEFT_SEED ?? process.env.WEFT_FIRST_SEED ?? systemRandom.below(2 ** 31));

function person() {
  const clock = new VirtualClock();
  const posted: TabMessage[] = [];
  const sent: UpFrame[] = [];
  const host = new PresenceHost({
    clock,
    tab: "me",
    post: (message) => posted.push(message),
    send: (frame) => sent.push(frame),
  });
  return { clock, posted, sent, host };
}

test("[SY-31] what a person shows comes back from its bytes; a long name is cut", () => {
  expect(decodePresence(encodePresence(ada))).toEqual({ ok: true, value: ada });
  const long = decodePresence(encodePresence({ ...ada, name: "x".repeat(500) }));
  expect(long.ok && long.value.name.length).toBe(64);
});

test(`[SY-31] a peer's mutated bytes give a state within the limits or an error, seed ${seed} (pin it with WEFT_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const sample = encodePresence({ ...ada, anchor: "00112233445566aa:9:b" });
  let accepted = 0;
  for (let round = 0; round < 5000; round++) {
    const bytes = random.below(3) === 0 ? random.bytes(random.below(60)) : sample.slice();
    if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256);
    const decoded = decodePresence(bytes);
    if (!decoded.ok) continue;
    accepted++;
    expect(decoded.value.colour).toBeLessThan(12);
    expect(decoded.value.name.length).toBeLessThanOrEqual(64);
  }
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(5000);
});

test("[SY-31] own changes are gathered for a tick and sent as the newest state, again with each heartbeat", () => {
  const { clock, sent, host } = person();
  host.sessionChanged(1);
  for (let key = 0; key < 20; key++) host.set({ ...ada, colour: key % 12 });
  expect(sent).toEqual([]);
  clock.advance(presenceTickMs);
  expect(sent).toEqual([{ type: "announce", client: 0, state: encodePresence({ ...ada, colour: 7 }) }]);
  host.set({ ...ada, colour: 7 });
  clock.advance(presenceTickMs * 4);
  expect(sent).toHaveLength(1);
  clock.advance(presenceHeartbeatMs);
  expect(sent).toHaveLength(2);
});

test("[SY-31] a peer that is silent for too long is gone, and so are all when the session ends", () => {
  const { clock, host } = person();
  let changes = 0;
  host.onChange(() => changes++);
  host.sessionChanged(1);
  host.heardFromServer(2, 0, encodePresence(ada));
  host.heardFromServer(1, 0, encodePresence(ada));
  expect(host.others().map((peer) => [peer.id, peer.name])).toEqual([["session:2:0", "Ada"]]);
  const shown = host.others();
  host.heardFromServer(2, 0, encodePresence(ada));
  expect([host.others() === shown, changes]).toEqual([true, 1]);
  clock.advance(presenceSilenceMsMax + presenceHeartbeatMs);
  expect(host.others()).toEqual([]);
  host.heardFromServer(3, 0, encodePresence(ada));
  host.sessionChanged(null);
  expect(host.others()).toEqual([]);
});

test("[SY-31] bytes that make no sense show nobody", () => {
  const { host } = person();
  host.sessionChanged(1);
  host.heardFromServer(2, 0, Uint8Array.of(1, 2, 3));
  expect(host.others()).toEqual([]);
});

test("[SY-31] one session speaks for all tabs, each under its own number", () => {
  const { sent, host, clock } = person();
  host.set(ada);
  clock.advance(presenceTickMs);
  host.heardFromTab("other", encodePresence({ ...ada, name: "Ada again" }));
  expect(host.others().map((peer) => peer.name)).toEqual(["Ada again"]);
  host.sessionChanged(5);
  expect(sent.map((frame) => frame.type === "announce" && frame.client)).toEqual([0, 1]);
  host.heardFromTab("other", null);
  expect(sent.at(-1)).toEqual({ type: "announce", client: 1, state: null });
  expect(host.others()).toEqual([]);
});
