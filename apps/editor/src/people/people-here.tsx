import type { Replica } from "@weft/sync";
import { AvatarRow } from "./avatar-row.tsx";
import { usePeople } from "./use-people.ts";

/** The others who have the document open. */
export function PeopleHere({ replica }: { readonly replica: Replica }) {
  return <AvatarRow faces={usePeople(replica)} most={3} label="People here" />;
}
