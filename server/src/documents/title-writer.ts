import { assert } from "@weft/base";
import { createRichText } from "@weft/richtext";
import type { Identity } from "../identity/token.ts";
import type { Member } from "../room/member.ts";
import type { Room } from "../room/room.ts";
import { StorageError } from "../storage/storage-error.ts";

/** The name of the document register that holds the title. */
const titleProperty = "title";

/**
 * Writes a title as a replica of its own, in the name of `identity`. Resolves when it is on the disk; rejects if it
 * did not get there.
 */
export async function writeTitle(room: Room, title: string, identity: Identity): Promise<void> {
  const document = createRichText({ documentId: room.documentId });
  document.edit([{ type: "setProperty", key: titleProperty, value: title }]);
  const bytes = document.takeUpdate();
  assert(bytes !== null, "a written property leaves something to send");
  const version = document.version();
  await new Promise<void>((resolve, reject) => {
    const member = toWriter(identity, {
      resolve: () => {
        room.leave(member);
        resolve();
      },
      reject: (error) => {
        room.leave(member);
        reject(error);
      },
    });
    room.join(member, { version, partial: null }).then(() => {
      room.offer(member, 0, [{ origin: "written", ageMs: 0, bytes }]);
    }, reject);
  });
}

/** A member that brings one batch and leaves with its settlement. */
function toWriter(
  identity: Identity,
  outcome: { readonly resolve: () => void; readonly reject: (error: Error) => void },
): Member {
  return {
    identity,
    closedReplicas: new Map(),
    deliver: () => {},
    showPresence: () => {},
    showStorage: (state) => {
      if (state === "full") outcome.reject(new StorageError("full", "There is no space for the title."));
    },
    settle: ({ refusals: [refusal] }) => {
      if (refusal === undefined) outcome.resolve();
      else outcome.reject(new Error(`The title was refused: ${refusal.sentence}`));
    },
    changeRole: () => {},
    end: (_, sentence) => outcome.reject(new Error(sentence)),
  };
}
