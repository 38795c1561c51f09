import type { World } from "./world.ts";

/** What may go wrong in a life. */
export interface Troubles {
  readonly crashes: boolean;
  readonly serverKills: boolean;
  readonly restores: boolean;
  readonly fullDisks: boolean;
  /** The owner erases the document's history. */
  readonly erasures?: boolean;
  /** Frames that are lost or come twice on a socket that stays open. */
  readonly faultyFrames?: boolean;
}

/** Plays `turns` random turns of people and accidents in `world`, checking after each. */
export async function live(world: World, turns: number, troubles: Troubles): Promise<void> {
  const { random } = world;
  for (const browser of world.browsers) await world.openTab(browser, 0);
  for (const { network } of world.browsers) network.faultChance = troubles.faultyFrames ? 0.06 : 0;
  for (let turn = 0; turn < turns; turn++) {
    const tabs = world.tabs();
    const tab = tabs[random.below(Math.max(1, tabs.length))];
    const browser = world.browsers[random.below(world.browsers.length)];
    if (!browser) continue;
    const chance = random.below(100);
    if (chance < 50 && tab) for (let keys = random.below(5); keys >= 0; keys--) world.type(tab);
    else if (chance < 58 && tab) world.erase(tab);
    else if (chance < 62) {
      browser.network.cut();
      world.note("cut");
    } else if (chance < 64) {
      browser.network.silence();
      world.note("silence");
    } else if (chance < 70) {
      browser.network.isUp = !browser.network.isUp;
      if (!browser.network.isUp) browser.network.cut();
      world.note("network");
    } else if (chance < 76 && troubles.crashes) {
      const place = random.below(2);
      await world.crash(browser, place);
      if (random.below(2)) await world.openTab(browser, place);
    } else if (chance < 82) {
      const place = browser.tabs.indexOf(null);
      if (place >= 0) await world.openTab(browser, place);
    } else if (chance < 86 && troubles.serverKills) {
      if (world.server.isUp) world.server.kill();
      else world.server.start();
      world.note("server");
    } else if (chance < 88 && troubles.restores && world.server.log.length > 4) {
      world.server.restore(world.server.log.length - random.below(4));
      world.note("restore");
    } else if (chance < 91 && troubles.fullDisks) {
      browser.disk.isFull = !browser.disk.isFull;
      world.note("full");
    } else if (chance >= 91 && chance < 95 && troubles.erasures && world.server.isUp) {
      world.eraseHistory();
    }
    await world.pass(1 + random.below(random.below(10) === 0 ? 3000 : 60));
    world.checkSaved();
  }
}
