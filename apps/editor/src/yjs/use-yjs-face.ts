import { useEffect } from "react";
import { ownFace } from "../people/own-face.ts";
import { useSettings } from "../settings/use-settings.ts";
import type { YjsReplica } from "./replica/yjs-replica.ts";
import { colourForOthers } from "./yjs-extensions.ts";

/** Shows the others who one is, in whatever program they are. */
export function useYjsFace({ provider }: YjsReplica): void {
  const { name, colour } = ownFace(useSettings());
  useEffect(() => {
    provider.awareness.setLocalStateField("user", { name, colour, color: colourForOthers });
  }, [provider, name, colour]);
}
