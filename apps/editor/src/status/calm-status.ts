/** Where the edits are, as it is shown: what is worse than what is shown at once, what is better a moment later. */
import { type Clock, systemClock, type Timer } from "@weft/base";
import type { Replica, SyncStatus } from "@weft/sync";

/** After so long without further news good ones are told. */
const pauseMs = 100;
/** While one goes on writing they are told all the same after so long. */
const patienceMs = 600;

/**
 * The status of a replica without its flicker: between the letters of a word all is saved, and with the next one it is
 * not. Drawing that would cost more than the letters do, and nobody reads it.
 *
 * Law: what is shown as saved is saved. It never says better than the replica does.
 */
export class CalmStatus {
  private readonly replica: Pick<Replica, "status" | "onStatus">;
  private readonly clock: Clock;
  private readonly listeners = new Set<() => void>();
  private shown: SyncStatus;
  private stopListening: (() => void) | null = null;
  private pause: Timer | null = null;
  private patience: Timer | null = null;

  constructor(replica: Pick<Replica, "status" | "onStatus">, clock: Clock = systemClock) {
    this.replica = replica;
    this.clock = clock;
    this.shown = replica.status();
  }

  /** What is to be shown; the same object as long as nothing changes. */
  readonly status = (): SyncStatus => this.shown;

  /** Calls `listener` after each change, until the returned function is called. */
  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.stopListening === null) {
      this.stopListening = this.replica.onStatus(() => this.heard());
      this.heard();
    }
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.rest();
    };
  };

  private heard(): void {
    const now = this.replica.status();
    if (now === this.shown) return;
    if (!mayWait(this.shown, now)) {
      this.tell();
      return;
    }
    this.pause?.cancel();
    this.pause = this.clock.after(pauseMs, () => this.tell());
    this.patience ??= this.clock.after(patienceMs, () => this.tell());
  }

  private tell(): void {
    this.cancelTimers();
    const now = this.replica.status();
    if (now === this.shown) return;
    this.shown = now;
    for (const listener of [...this.listeners]) listener();
  }

  private rest(): void {
    this.stopListening?.();
    this.stopListening = null;
    this.cancelTimers();
  }

  private cancelTimers(): void {
    this.pause?.cancel();
    this.patience?.cancel();
    this.pause = null;
    this.patience = null;
  }
}

/** Whether nobody is misled who reads what is shown a moment longer. */
function mayWait(shown: SyncStatus, now: SyncStatus): boolean {
  const isSaved = shown.state === "saving" && now.state === "saved";
  return (
    (now.state === shown.state || isSaved) &&
    !(shown.unsavedEdits === 0 && now.unsavedEdits > 0) &&
    now.connected === shown.connected &&
    now.caughtUp === shown.caughtUp &&
    now.keepsLocally === shown.keepsLocally &&
    now.role === shown.role &&
    now.keptPieces === shown.keptPieces &&
    now.reason === shown.reason
  );
}
