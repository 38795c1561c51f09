import type { Clock } from "@weft/base";

/** How fast bytes have to come. */
export interface Pace {
  readonly windowMs: number;
  /** Bytes that come in each window, but for the last. */
  readonly bytesMin: number;
}

/** Thrown to whoever reads bytes that come too slowly. */
export class TooSlowError extends Error {
  override readonly name = "TooSlowError";
}

/** Thrown to whoever reads bytes that end before their end, because the sender has gone. */
export class BrokenOffError extends Error {
  override readonly name = "BrokenOffError";
}

/**
 * The chunks of `body`, as long as they come fast enough. The body is never cancelled: whoever sends it is to hear why
 * it is not wanted, and a cancelled body takes its connection along.
 */
export async function* paced(
  body: ReadableStream<Uint8Array> | null,
  clock: Clock,
  pace: Pace,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return;
  const reader = body.getReader();
  const watch = new PaceWatch(clock, pace);
  try {
    for (;;) {
      const { done, value } = await watch.orTooSlow(reader.read());
      if (done) return;
      watch.count(value.length);
      yield value;
    }
  } catch (error) {
    throw error instanceof TooSlowError ? error : new BrokenOffError(String(error));
  } finally {
    watch.stop();
  }
}

/** Looks at the end of each window whether enough has come. What the disk takes its time for counts as well. */
class PaceWatch {
  private readonly clock: Clock;
  private readonly pace: Pace;
  private readonly tooSlow: Promise<never>;
  private giveUp: (error: Error) => void = () => {};
  private timer: { cancel(): void };
  private bytes = 0;

  constructor(clock: Clock, pace: Pace) {
    this.clock = clock;
    this.pace = pace;
    this.tooSlow = new Promise((_, reject) => {
      this.giveUp = reject;
    });
    this.tooSlow.catch(() => {});
    this.timer = this.nextWindow();
  }

  count(bytes: number): void {
    this.bytes += bytes;
  }

  orTooSlow<Value>(reading: Promise<Value>): Promise<Value> {
    return Promise.race([reading, this.tooSlow]);
  }

  stop(): void {
    this.timer.cancel();
  }

  private nextWindow(): { cancel(): void } {
    return this.clock.after(this.pace.windowMs, () => {
      if (this.bytes < this.pace.bytesMin) this.giveUp(new TooSlowError("the bytes stopped coming"));
      this.bytes = 0;
      this.timer = this.nextWindow();
    });
  }
}
