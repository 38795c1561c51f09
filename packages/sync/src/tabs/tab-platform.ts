/** What tabs of one browser need of the platform to act as one client; a port, so that tests can play a browser. */

/** Lets go of a lock. */
export type Release = () => void;

/** A way to all other tabs that opened a channel of the same name. Messages are copied, in order of sending. */
export interface TabChannel {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
  close(): void;
}

/** Locks and channels that all tabs of a browser share; a lock is let go when its tab dies. */
export interface TabPlatform {
  /** The lock `name` if nobody holds it, else null. */
  tryLock(name: string): Promise<Release | null>;
  /** The lock `name`, as soon as it is free; null if `stopped` came first. */
  waitForLock(name: string, stopped: AbortSignal): Promise<Release | null>;
  openChannel(name: string): TabChannel;
}
