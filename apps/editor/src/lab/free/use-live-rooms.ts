import { type Conditions, engineNamed } from "@weft/lab";
import { useEffect, useMemo, useState } from "react";
import { type LiveFigures, LiveRoom } from "./live-room.ts";
import type { PersonLine } from "./network-panel.tsx";

/** What to make. */
export interface LiveOptions {
  readonly engines: readonly string[];
  readonly peopleCount: number;
  /** Of each person, and of people who may come. */
  readonly lines: readonly PersonLine[];
  /** Another number begins anew. */
  readonly round: number;
}

/** A room of one engine with its figures. */
export interface LiveEngine {
  readonly name: string;
  readonly room: LiveRoom;
  readonly figures: LiveFigures;
}

const figuresEveryMs = 250;
/** Who comes back to a window that slept does not wait for all that it slept through. */
const leapMsMax = 200;

/** Rooms that live: their networks run with the clock on the wall. */
export function useLiveRooms({ engines, peopleCount, lines, round }: LiveOptions): readonly LiveEngine[] {
  const names = engines.join(",");
  const rooms = useMemo(
    () =>
      names.split(",").flatMap((name) => {
        const engine = engineNamed(name);
        return engine && round > 0 ? [{ name, room: new LiveRoom(engine, peopleCount) }] : [];
      }),
    [names, peopleCount, round],
  );
  const [figures, setFigures] = useState<readonly LiveFigures[]>([]);
  useEffect(() => {
    for (const { room } of rooms) {
      for (const [person, line] of lines.slice(0, peopleCount).entries()) {
        room.room.setConditions(person, conditionsOf(line));
        if (line.isCut) room.room.cut(person);
        else room.room.mend(person);
      }
    }
  }, [rooms, lines, peopleCount]);
  useEffect(() => {
    let frame = 0;
    let drawnAt = performance.now();
    let toldAt = 0;
    const draw = (now: number): void => {
      for (const { room } of rooms) room.advance(Math.min(leapMsMax, now - drawnAt));
      drawnAt = now;
      if (now - toldAt > figuresEveryMs) {
        toldAt = now;
        setFigures(rooms.map(({ room }) => room.figures()));
      }
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [rooms]);
  return rooms.map(({ name, room }, index) => ({ name, room, figures: figures[index] ?? room.figures() }));
}

/** A line that delays lets frames overtake one another, and one that loses doubles as well. */
function conditionsOf({ latencyMs, lossPercent }: PersonLine): Conditions {
  const share = lossPercent / 100;
  return { latencyMs, jitterMs: Math.round(latencyMs / 2), lossShare: share, duplicateShare: share };
}
