import { VirtualClock } from "@weft/base";
import type { SyncStatus } from "@weft/sync";
import { describe, expect, it } from "vitest";
import { CalmStatus } from "../src/status/calm-status.ts";

const saved: SyncStatus = {
  state: "saved",
  unsavedEdits: 0,
  storedHere: 0,
  keepsLocally: true,
  connected: true,
  caughtUp: true,
  role: "owner",
  savedAt: 1,
  waitingSince: null,
  keptPieces: 0,
  reason: null,
};
const saving: SyncStatus = { ...saved, state: "saving", unsavedEdits: 1, waitingSince: 2 };
const offline: SyncStatus = { ...saving, state: "offline", connected: false };

function shownOf(first: SyncStatus) {
  const clock = new VirtualClock();
  const listeners = new Set<() => void>();
  let now = first;
  const calm = new CalmStatus(
    {
      status: () => now,
      onStatus(listener) {
        const heard = (): void => listener(now);
        listeners.add(heard);
        return () => listeners.delete(heard);
      },
    },
    clock,
  );
  const told: SyncStatus["state"][] = [];
  const stop = calm.onChange(() => told.push(calm.status().state));
  const become = (status: SyncStatus): void => {
    now = { ...status };
    for (const listener of [...listeners]) listener();
  };
  return { calm, clock, told, stop, become, listeners };
}

describe("the status that is shown", () => {
  it("says at once that something is not saved, and a moment later that it is", () => {
    const { calm, clock, become } = shownOf(saved);
    become(saving);
    expect(calm.status().state).toBe("saving");
    become(saved);
    expect(calm.status().state).toBe("saving");
    clock.advance(99);
    expect(calm.status().state).toBe("saving");
    clock.advance(1);
    expect(calm.status()).toMatchObject({ state: "saved", unsavedEdits: 0 });
  });

  it("says nothing anew between the letters of a word, and is not put off for ever", () => {
    const { clock, told, become } = shownOf(saved);
    for (let letter = 0; letter < 40; letter++) {
      become(saving);
      clock.advance(10);
      become(saved);
      clock.advance(70);
    }
    clock.advance(1000);
    expect(told[0]).toBe("saving");
    expect(told.at(-1)).toBe("saved");
    expect(told.length).toBeGreaterThan(6);
    expect(told.length).toBeLessThanOrEqual(14);
  });

  it("never says better than it is, whatever comes in which order", () => {
    const { calm, clock, become } = shownOf(saved);
    const statuses = [saved, saving, { ...saving, unsavedEdits: 5 }, offline, { ...offline, keptPieces: 1 }];
    let seed = 7;
    let now = saved;
    for (let step = 0; step < 2000; step++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      now = statuses[(seed >> 8) % statuses.length]!;
      become(now);
      const shown = calm.status();
      if (now.unsavedEdits > 0) expect([shown.state, shown.unsavedEdits > 0]).not.toEqual(["saved", false]);
      if (shown.state === "saved") expect(now.state).toBe("saved");
      expect(shown.connected).toBe(now.connected);
      expect(shown.keptPieces).toBe(now.keptPieces);
      clock.advance((seed >> 16) % 300);
    }
    clock.advance(1000);
    expect(calm.status()).toEqual(now);
  });

  it("lets go of the replica when nobody looks, and knows what happened meanwhile when somebody does again", () => {
    const { calm, clock, stop, become, listeners } = shownOf(saving);
    become(saved);
    stop();
    expect(listeners.size).toBe(0);
    clock.advance(1000);
    expect(calm.status().state).toBe("saving");
    become(offline);
    const again = calm.onChange(() => {});
    expect(calm.status().state).toBe("offline");
    again();
  });
});
