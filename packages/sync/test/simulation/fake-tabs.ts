/** One browser's locks and channels in virtual time. A tab's death frees its locks and closes its channels. */
import type { Clock, Random } from "@weft/base";
import type { Release, TabChannel, TabPlatform } from "../../src/tabs/tab-platform.ts";

interface Waiting {
  readonly tab: object;
  readonly grant: () => void;
}

export class FakeBrowser {
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly holderByLock = new Map<string, object>();
  private readonly waitingByLock = new Map<string, Waiting[]>();
  private readonly channels = new Set<{
    readonly tab: object;
    readonly name: string;
    hear(message: unknown): void;
  }>();

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.random = random;
  }

  /** The platform as one tab sees it. `tab` names it for `kill`. */
  tab(tab: object): TabPlatform {
    return {
      tryLock: async (name) => (this.holderByLock.has(name) ? null : this.take(name, tab)),
      waitForLock: (name, stopped) =>
        new Promise((resolve) => {
          if (!this.holderByLock.has(name)) return resolve(this.take(name, tab));
          const waiting = { tab, grant: () => resolve(this.take(name, tab)) };
          this.waitingByLock.set(name, [...(this.waitingByLock.get(name) ?? []), waiting]);
          stopped.addEventListener("abort", () => {
            this.forget(name, waiting);
            resolve(null);
          });
        }),
      openChannel: (name) => this.openChannel(name, tab),
    };
  }

  /** The tab is gone, without a word. */
  kill(tab: object): void {
    for (const [name, waiting] of this.waitingByLock) {
      this.waitingByLock.set(
        name,
        waiting.filter((other) => other.tab !== tab),
      );
    }
    for (const channel of [...this.channels]) if (channel.tab === tab) this.channels.delete(channel);
    for (const [name, holder] of [...this.holderByLock]) if (holder === tab) this.free(name);
  }

  private take(name: string, tab: object): Release {
    this.holderByLock.set(name, tab);
    let held = true;
    return () => {
      if (held && this.holderByLock.get(name) === tab) this.free(name);
      held = false;
    };
  }

  private free(name: string): void {
    this.holderByLock.delete(name);
    this.waitingByLock.get(name)?.shift()?.grant();
  }

  private forget(name: string, waiting: Waiting): void {
    this.waitingByLock.set(
      name,
      (this.waitingByLock.get(name) ?? []).filter((other) => other !== waiting),
    );
  }

  private openChannel(name: string, tab: object): TabChannel {
    let listener: (message: unknown) => void = () => undefined;
    const channel = { tab, name, hear: (message: unknown) => listener(message) };
    this.channels.add(channel);
    let latest = 0;
    return {
      post: (message) => {
        if (!this.channels.has(channel)) return;
        const copy = structuredClone(message);
        // Each listener hears each sender in order; two senders may overtake one another.
        latest = Math.max(latest, this.clock.now() + this.random.below(3));
        for (const other of this.channels) {
          if (other === channel || other.name !== name) continue;
          this.clock.after(latest - this.clock.now(), () => {
            if (this.channels.has(other)) other.hear(copy);
          });
        }
      },
      listen: (next) => {
        listener = next;
      },
      close: () => this.channels.delete(channel),
    };
  }
}
