/** A relay that decides nothing: what one person sends goes to all others, gathered while their line is down. */
import type { Relay } from "./engine.ts";

/** `gather` makes one message of several, as the technique's server does for people who come back. */
export function passingRelay(
  peopleCount: number,
  gather: (messages: readonly Uint8Array[]) => Uint8Array,
): Relay {
  const waiting: Uint8Array[][] = Array.from({ length: peopleCount }, () => []);
  return {
    receive(from, message) {
      for (const [person, messages] of waiting.entries()) if (person !== from) messages.push(message);
    },
    takeMessagesFor(person) {
      const messages = waiting[person]?.splice(0) ?? [];
      return messages.length === 0 ? [] : [gather(messages)];
    },
  };
}
