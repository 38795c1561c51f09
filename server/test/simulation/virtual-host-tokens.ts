/** A host application that signs one person in, for a while each time, in virtual time and without a signature. */
import type { Clock, Random, VirtualClock } from "@weft/base";
import type { DocumentId } from "@weft/protocol";
import type { HostTokens } from "../../src/identity/host-tokens.ts";
import type { Identity } from "../../src/identity/token.ts";
import type { History } from "./history.ts";

/** The host's one person. */
export class VirtualHostTokens implements HostTokens {
  readonly tokenId = "of-the-host";
  private readonly clock: VirtualClock;
  /** What the server reads, which may be set. */
  private readonly machineClock: Clock;
  private readonly random: Random;
  private readonly history: History;
  private number = 0;
  private endsAtMs = 0;

  constructor(options: {
    readonly clock: VirtualClock;
    readonly machineClock: Clock;
    readonly random: Random;
    readonly history: History;
  }) {
    this.clock = options.clock;
    this.machineClock = options.machineClock;
    this.random = options.random;
    this.history = options.history;
    this.renew(3000);
  }

  /** The token of the moment, good or not. */
  get present(): string {
    return `host.token.${this.number}`;
  }

  /** Gives a new token, good for a while, if the last one has ended. */
  renewIfOver(): boolean {
    if (this.clock.now() < this.endsAtMs) return false;
    this.renew(500 + this.random.below(4000));
    return true;
  }

  /** Gives a token that outlasts the history, if the last one does not. */
  renewForGood(): boolean {
    const longMs = 1e8;
    if (this.endsAtMs > this.clock.now() + longMs / 2) return false;
    this.renew(longMs);
    return true;
  }

  async identify(_documentId: DocumentId, token: string): Promise<Identity | null> {
    const leftMs = this.endsAtMs - this.clock.now();
    if (token !== this.present || leftMs <= 0) return null;
    return { tokenId: this.tokenId, role: "editor", expiresAtMs: this.machineClock.now() + leftMs };
  }

  async hasEnded(_documentId: DocumentId, token: string): Promise<boolean> {
    return token.startsWith("host.") && (token !== this.present || this.clock.now() >= this.endsAtMs);
  }

  private renew(forMs: number): void {
    const number = ++this.number;
    this.endsAtMs = this.clock.now() + forMs;
    this.history.closedSinceMs.delete(this.tokenId);
    this.clock.after(forMs, () => {
      if (this.number === number) this.history.closedSinceMs.set(this.tokenId, this.clock.now());
    });
  }
}
