/** Browsers at the door of a document: each says hello with what it has and hears who it is, or that it has to stay out. */
import { type Random, toHex, type VirtualClock } from "@weft/base";
import { closeCodes, type DocumentId, decodeDown, encodeUp, type Role } from "@weft/protocol";
import { encodeVersion } from "@weft/rga";
import type { Browser } from "../../src/identity/browser-passes.ts";
import { pass, type VirtualCore } from "./virtual-core.ts";

/** A browser that nobody has seen. */
export function newBrowser(random: Random): Browser {
  return { name: toHex(random.bytes(16)), id: toHex(random.bytes(8)) };
}

/** Whose door, and when. */
export interface Doorstep {
  readonly core: VirtualCore;
  readonly documentId: DocumentId;
  readonly clock: VirtualClock;
  readonly random: Random;
}

type Answer = Role | "out" | null;
const owner = { tokenId: "owner", role: "owner" } as const;

/**
 * Plays all ways in which an owner's browsers come (SV-82 to SV-84), `maker` being the one that made the document: says where
 * somebody stood outside who belongs in, or inside who does not. Where the server gave no answer nothing is said.
 */
export async function comeToTheDoor(door: Doorstep, maker: Browser): Promise<readonly string[]> {
  const { core, documentId, random } = door;
  const faults: string[] = [];
  const expect = async (who: string, wanted: Answer, token: string, browser: Browser): Promise<void> => {
    const answer = await knock(door, token, browser);
    if (answer !== null && answer !== wanted) faults.push(`${who} is ${answer} and not ${wanted}`);
  };
  const [stranger, ownLost, device, second] = [0, 1, 2, 3].map(() => newBrowser(random));
  if (!stranger || !ownLost || !device || !second) return [];
  await expect("a stranger", "out", "", stranger);
  await expect("the browser that made the document", "owner", "", maker);
  const once = await core.registry.addToken(documentId, { role: "owner", kind: "device" }, owner);
  const back = await core.registry.addToken(documentId, { role: "owner", kind: "recovery" }, owner);
  if (once === null || back === null) return faults;
  await expect("a second device", "owner", once.token, device);
  await expect("a third device with the link of the second", "out", once.token, second);
  await expect("the second device, without its link,", "owner", "", device);
  await expect("who comes back by the recovery link", "owner", back.token, ownLost);
  await core.registry.revokeToken(documentId, back.id, owner);
  await expect("who comes by a recovery link that was taken back", "out", back.token, second);
  await expect("who came back", "owner", "", ownLost);
  await core.registry.revokeToken(documentId, device.id, owner);
  await expect("a browser that was taken back", "out", once.token, device);
  return faults;
}

async function knock(
  { core, documentId, clock }: Doorstep,
  token: string,
  browser: Browser,
): Promise<Answer> {
  let answer: Answer = null;
  const session = core.accept(
    {
      send: (bytes) => {
        const frame = decodeDown(bytes);
        if (frame.ok && frame.value.type === "welcome") answer = frame.value.role;
      },
      pong: () => {},
      backlogBytes: 0,
      flushed: async () => {},
      close: (code) => {
        if (code === closeCodes.unauthorized) answer = "out";
      },
    },
    browser,
  );
  const nothing = { place: null, partial: null, version: encodeVersion(new Map()) };
  session.receive(encodeUp({ type: "hello", documentId, token, create: false, ...nothing }));
  for (let round = 0; round < 20 && answer === null; round++) await pass(clock, 10, 10);
  session.disconnected();
  return answer;
}
