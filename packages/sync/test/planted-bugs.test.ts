/** Each bug is planted on purpose; the simulation must find it. The healthy machine passes `simulation.test.ts`. */
import { expect, test } from "vitest";
import type { Effect } from "../src/machine/effect.ts";
import { numberOfNext } from "../src/machine/outbox.ts";
import { batchKey } from "../src/machine/outbox-batch.ts";
import { step } from "../src/machine/step.ts";
import { live } from "./simulation/random-life.ts";
import { World, type WorldOptions } from "./simulation/world.ts";

const troubles = { crashes: true, serverKills: true, restores: false, fullDisks: false, erasures: true };

/** The first complaint of up to `lives` lives, or null if nobody complains. */
async function firstComplaint(
  planted: Pick<WorldOptions, "machine" | "serverBugs">,
  sought: RegExp,
): Promise<string | null> {
  for (let seed = 1; seed <= 12; seed++) {
    const world = new World({ seed, browsers: 3, sharedTabs: seed % 2 === 0, ...planted });
    await live(world, 50, troubles);
    for (const fault of world.faults) if (sought.test(fault)) return fault;
    if (!(await world.settle())) world.faults.push("does not settle");
    for (const fault of await world.judge()) if (sought.test(fault)) return fault;
  }
  return null;
}

const savedWhenSent: typeof step = (state, input, moment) => {
  const after = step(state, input, moment);
  const sent = after.effects.some((effect) => effect.type === "send" && effect.frame.type === "batches");
  return sent ? { ...after, state: { ...after.state, queue: [] } } : after;
};

const sentBeforeStored: typeof step = (state, input, moment) => {
  const taken = step(state, input, moment);
  if (input.type !== "taken") return taken;
  const hasty = step(taken.state, { type: "stored", keys: input.batches.map(batchKey) }, moment);
  return { ...hasty, effects: [...taken.effects, ...hasty.effects] };
};

const echoes: typeof step = (state, input, moment) => {
  const after = step(state, input, moment);
  const echoed = after.effects.flatMap((effect): Effect[] => {
    if (effect.type !== "receive" || after.state.connection.phase.name !== "open") return [];
    const batches = effect.updates.map((bytes) => ({ origin: "written" as const, ageMs: 0, bytes }));
    const firstNumber = numberOfNext(after.state.session);
    return batches.length > 0 ? [{ type: "send", frame: { type: "batches", firstNumber, batches } }] : [];
  });
  return { ...after, effects: [...after.effects, ...echoed] };
};

const keepsErased: typeof step = (state, input, moment) =>
  input.type === "frame" && input.frame.type === "welcome"
    ? step({ ...state, origin: null }, input, moment)
    : step(state, input, moment);

test("[SY-35] planted: an erased history is taken for a restored one", async () => {
  expect(await firstComplaint({ machine: keepsErased }, /remembers/)).not.toBeNull();
});

test("[SY-2] planted: an edit counts as saved when it is sent", async () => {
  expect(await firstComplaint({ machine: savedWhenSent }, /says saved/)).not.toBeNull();
});

test("[SY-2] planted: the server acknowledges before it commits", async () => {
  expect(
    await firstComplaint({ serverBugs: { ackBeforeCommit: true } }, /says saved|is lost/),
  ).not.toBeNull();
});

test("[SY-3] planted: an edit is sent before it is stored", async () => {
  expect(await firstComplaint({ machine: sentBeforeStored }, /before it was stored/)).not.toBeNull();
});

test("[SY-1] planted: the server takes a batch that it has", async () => {
  expect(await firstComplaint({ serverBugs: { noDedupe: true } }, /in the log twice/)).not.toBeNull();
});

test("[SY-1] planted: received entries are sent again as own", async () => {
  expect(await firstComplaint({ machine: echoes }, /never stored as its own/)).not.toBeNull();
});

test("[SY-4] a batch that is sent again has the bytes of the first time", async () => {
  const bytesByKey = new Map<string, string>();
  let again = 0;
  const watching: typeof step = (state, input, moment) => {
    for (const { batch } of state.queue) {
      const bytes = batch.bytes.join();
      const before = bytesByKey.get(batchKey(batch));
      if (before !== undefined) again++;
      expect(before ?? bytes).toBe(bytes);
      bytesByKey.set(batchKey(batch), bytes);
    }
    return step(state, input, moment);
  };
  const world = new World({ seed: 7, browsers: 2, sharedTabs: true, machine: watching });
  await live(world, 50, troubles);
  expect(again).toBeGreaterThan(100);
});
