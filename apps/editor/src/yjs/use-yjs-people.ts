import { useEffect, useState } from "react";
import { colourCount, type Face } from "../people/face.ts";
import type { YjsReplica } from "./replica/yjs-replica.ts";

/** The others who have the document open, in whatever program. */
export function useYjsPeople({ provider, document }: YjsReplica): readonly Face[] {
  const [others, setOthers] = useState<readonly Face[]>([]);
  useEffect(() => {
    const { awareness } = provider;
    const look = (): void => {
      const entries = [...awareness.getStates()].filter(([client]) => client !== document.clientID);
      setOthers(entries.map(([client, state]) => faceOf(client, state.user)));
    };
    look();
    awareness.on("change", look);
    return () => awareness.off("change", look);
  }, [provider, document]);
  return others;
}

/** Awareness is foreign: whatever comes becomes a name and one of the colours that exist. */
export function faceOf(client: number, user: unknown): Face {
  const fields: Readonly<Record<string, unknown>> =
    typeof user === "object" && user !== null ? { ...user } : {};
  const name =
    typeof fields.name === "string" && fields.name.trim() !== "" ? fields.name.slice(0, 64) : "Someone";
  const colour = Number.isInteger(fields.colour) ? Math.abs(Number(fields.colour)) : client;
  return { name, colour: colour % colourCount };
}
