import { usePeers } from "@weft/react";
import type { Replica } from "@weft/sync";
import { AvatarRow } from "./avatar-row.tsx";

/** The others who have the document open. */
export function PeopleHere({ replica }: { readonly replica: Replica }) {
  return <AvatarRow faces={usePeers(replica)} most={3} label="People here" />;
}
