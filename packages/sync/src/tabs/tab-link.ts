import { openTabMessage, sealTabMessage, type TabMessage } from "./tab-message.ts";
import type { Release, TabChannel, TabPlatform } from "./tab-platform.ts";

/** What a tab is told about the others. */
export interface TabEvents {
  /** The first message to the others. */
  readonly greeting: TabMessage;
  readonly onMessage: (message: TabMessage) => void;
  /** This tab holds the socket from now on; `alone` if there is nobody to hold it for. */
  readonly onElected: (alone: boolean) => void;
}

/**
 * One tab's end of the line to the other tabs of the browser with the same document, and its candidacy for the
 * socket. Without a platform it is alone and elected at once. Messages that come before `open` are kept for it.
 */
export class TabLink {
  private readonly platform: TabPlatform | null;
  private readonly name: string;
  private readonly channel: TabChannel | null;
  private readonly early: TabMessage[] = [];
  private readonly stopped = new AbortController();
  private events: TabEvents | null = null;
  private release: Release | null = null;

  constructor(platform: TabPlatform | null, name: string) {
    this.platform = platform;
    this.name = name;
    this.channel = platform?.openChannel(name) ?? null;
    this.channel?.listen((posted) => {
      const message = openTabMessage(posted);
      if (message === null || this.stopped.signal.aborted) return;
      if (this.events) this.events.onMessage(message);
      else this.early.push(message);
    });
  }

  /** Greets the others, hears them, and stands for election. */
  open(events: TabEvents): void {
    this.events = events;
    for (const message of this.early.splice(0)) events.onMessage(message);
    if (this.platform === null) {
      events.onElected(true);
      return;
    }
    this.post(events.greeting);
    void this.platform.waitForLock(this.name, this.stopped.signal).then((release) => {
      if (this.stopped.signal.aborted) return release?.();
      this.release = release;
      if (release) events.onElected(false);
    });
  }

  /** Tells all other tabs. */
  post(message: TabMessage): void {
    if (!this.stopped.signal.aborted) this.channel?.post(sealTabMessage(message));
  }

  /** Leaves: if it held the socket's lock, another tab takes over. */
  close(): void {
    this.stopped.abort();
    this.channel?.close();
    this.release?.();
  }
}
