import type { Release, TabChannel, TabPlatform } from "./tab-platform.ts";

/** Web Locks and BroadcastChannel, or null where one of them is missing: then every tab is a client of its own. */
export function browserTabs(): TabPlatform | null {
  if (typeof navigator === "undefined" || typeof BroadcastChannel === "undefined") return null;
  const { locks } = navigator;
  if (!locks) return null;
  return {
    tryLock: (name) =>
      new Promise((resolve, reject) => {
        locks
          .request(name, { ifAvailable: true }, (lock) => {
            if (!lock) return resolve(null);
            return holdUntilReleased(resolve);
          })
          .catch(reject);
      }),
    waitForLock: (name, stopped) =>
      new Promise((resolve, reject) => {
        locks
          .request(name, { signal: stopped }, () => holdUntilReleased(resolve))
          .catch((error: unknown) => (stopped.aborted ? resolve(null) : reject(error)));
      }),
    openChannel: openBroadcastChannel,
  };
}

/** The lock is held as long as the promise of its callback is pending. */
function holdUntilReleased(give: (release: Release) => void): Promise<void> {
  return new Promise((release) => give(() => release()));
}

function openBroadcastChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen: (listener) => {
      channel.onmessage = (event: MessageEvent<unknown>) => listener(event.data);
    },
    close: () => channel.close(),
  };
}
