/** The locks and channels that the tabs of one browser share, in virtual time. */
import type { Random, VirtualClock } from "@weft/base";
import type { Release, TabChannel, TabPlatform } from "@weft/sync";

interface Ear {
  readonly name: string;
  hear(message: unknown): void;
}

/** One browser. */
export class VirtualTabs {
  private readonly clock: VirtualClock;
  private readonly random: Random;
  private readonly held = new Set<string>();
  private readonly waitingByLock = new Map<string, (() => void)[]>();
  private readonly ears = new Set<Ear>();

  constructor(clock: VirtualClock, random: Random) {
    this.clock = clock;
    this.random = random;
  }

  /** What one more tab is given. */
  tab(): TabPlatform {
    return {
      tryLock: async (name) => (this.held.has(name) ? null : this.take(name)),
      waitForLock: (name, stopped) =>
        new Promise((resolve) => {
          if (!this.held.has(name)) return resolve(this.take(name));
          const waiting = this.waitingByLock.get(name) ?? [];
          this.waitingByLock.set(name, waiting);
          waiting.push(() => resolve(stopped.aborted ? null : this.take(name)));
        }),
      openChannel: (name) => this.channel(name),
    };
  }

  private take(name: string): Release {
    this.held.add(name);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.held.delete(name);
      const waiting = this.waitingByLock.get(name) ?? [];
      while (waiting.length > 0 && !this.held.has(name)) waiting.shift()?.();
    };
  }

  private channel(name: string): TabChannel {
    let listener: (message: unknown) => void = () => {};
    const ear: Ear = { name, hear: (message) => listener(message) };
    this.ears.add(ear);
    let latest = 0;
    return {
      post: (message) => {
        const copy = structuredClone(message);
        latest = Math.max(latest, this.clock.now() + this.random.below(4));
        for (const other of this.ears) {
          if (other === ear || other.name !== name) continue;
          this.clock.after(latest - this.clock.now(), () => {
            if (this.ears.has(other)) other.hear(copy);
          });
        }
      },
      listen: (next) => {
        listener = next;
      },
      close: () => this.ears.delete(ear),
    };
  }
}
