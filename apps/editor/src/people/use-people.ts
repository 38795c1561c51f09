import { usePeers } from "@weft/react";
import type { Peer, Replica } from "@weft/sync";
import { useMemo } from "react";
import { useSettings } from "../settings/use-settings.ts";
import { apart } from "./apart.ts";
import { ownFace } from "./own-face.ts";

/** The others who have the document open, in colours that this screen can tell apart. */
export function usePeople(replica: Replica): readonly Peer[] {
  const peers = usePeers(replica);
  const settings = useSettings();
  return useMemo(() => apart(peers, ownFace(settings)), [peers, settings]);
}
