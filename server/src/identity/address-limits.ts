import type { Clock } from "@weft/base";
import { RateLimit } from "./rate-limit.ts";

/** What one address may do. */
export interface AddressAllowance {
  readonly documentsPerMinute: number;
  /** Sockets that are open at once. */
  readonly connections: number;
  readonly connectionsPerMinute: number;
}

/** Counts what each address of the network does. */
export class AddressLimits {
  private readonly allowance: AddressAllowance;
  private readonly creations: RateLimit;
  private readonly arrivals: RateLimit;
  private readonly openByAddress = new Map<string, number>();

  constructor(clock: Clock, allowance: AddressAllowance) {
    this.allowance = allowance;
    this.creations = new RateLimit(clock, { countMax: allowance.documentsPerMinute, windowMs: 60_000 });
    this.arrivals = new RateLimit(clock, { countMax: allowance.connectionsPerMinute, windowMs: 60_000 });
  }

  /** Counts one more document; false if that is too much. */
  mayCreate(address: string): boolean {
    return this.creations.take(address);
  }

  /** Counts one more socket, which has to be released; false if that is too much. */
  mayConnect(address: string): boolean {
    const open = this.openByAddress.get(address) ?? 0;
    if (open >= this.allowance.connections || !this.arrivals.take(address)) return false;
    this.openByAddress.set(address, open + 1);
    return true;
  }

  /** A socket that was counted is gone. */
  release(address: string): void {
    const open = (this.openByAddress.get(address) ?? 0) - 1;
    if (open > 0) this.openByAddress.set(address, open);
    else this.openByAddress.delete(address);
  }
}
