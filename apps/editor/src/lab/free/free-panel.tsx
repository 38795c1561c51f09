import { engineNamed } from "@weft/lab";
import { RotateCcw } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { Button } from "../../design/controls/button.tsx";
import { EngineChoice } from "../engine-choice.tsx";
import { labPath, parseLabAddress } from "../lab-address.ts";
import { numberWords } from "../number-words.ts";
import { PictureOfTree } from "../picture/picture-of-tree.tsx";
import { calmLine, NetworkPanel, type PersonLine } from "./network-panel.tsx";
import { type LiveEngine, useLiveRooms } from "./use-live-rooms.ts";

const peopleNames = ["Ada", "Ben", "Cleo", "Dan", "Eve"];
const peopleMin = 2;

/** Free typing: live editors of two to five people for each engine, and the network between them. */
export function FreePanel() {
  const address = parseLabAddress(useSearch());
  const [, navigate] = useLocation();
  const [peopleCount, setPeopleCount] = useState(peopleMin);
  const [lines, setLines] = useState<readonly PersonLine[]>(() => peopleNames.map(() => calmLine));
  const [round, setRound] = useState(1);
  const rooms = useLiveRooms({ engines: address.engines, peopleCount, lines, round });
  const isSomebodyCut = lines.slice(0, peopleCount).some(({ isCut }) => isCut);
  const picture = useDeferredValue(rooms.find(({ figures }) => figures.picture)?.figures.picture);
  return (
    <>
      <div className="lab-bar">
        <label className="lab-field">
          People
          <select value={peopleCount} onChange={({ target }) => setPeopleCount(Number(target.value))}>
            {peopleNames.slice(peopleMin - 1).map((name, index) => (
              <option key={name} value={index + peopleMin}>
                {index + peopleMin}
              </option>
            ))}
          </select>
        </label>
        <Button tone="quiet" onClick={() => setRound(round + 1)}>
          <RotateCcw size={14} aria-hidden /> Begin anew
        </Button>
      </div>
      <NetworkPanel
        lines={lines}
        people={peopleNames.slice(0, peopleCount)}
        onChange={(person, changed) =>
          setLines(lines.map((line, index) => (index === person ? { ...line, ...changed } : line)))
        }
      />
      <EngineChoice
        chosen={address.engines}
        onChoose={(chosen) => navigate(`${labPath({ ...address, engines: chosen })}#free`, { replace: true })}
      />
      <div className="lab-columns">
        {rooms.map((live) => (
          <LiveColumn
            key={`${live.name} ${peopleCount} ${round}`}
            live={live}
            peopleCount={peopleCount}
            isSomebodyCut={isSomebodyCut}
          />
        ))}
      </div>
      {picture ? <PictureOfTree picture={picture} /> : null}
    </>
  );
}

function LiveColumn({
  live,
  peopleCount,
  isSomebodyCut,
}: {
  readonly live: LiveEngine;
  readonly peopleCount: number;
  readonly isSomebodyCut: boolean;
}) {
  const { name, figures } = live;
  const { findings, bytes, frames, savedBytes, memoryBytes, mergeMs, isQuiet, thrown } = figures;
  const title = engineNamed(name)?.title ?? name;
  return (
    <article className="lab-column" aria-label={title}>
      <h2 className="font-medium text-body">{title}</h2>
      {peopleNames.slice(0, peopleCount).map((person, index) => (
        <LiveEditor key={person} live={live} person={index} label={`${person}, ${title}`} name={person} />
      ))}
      <p className="text-caption text-soft" aria-live="off">
        {[
          isQuiet ? "everybody has everything" : isSomebodyCut ? "somebody is cut off" : "on its way",
          `${numberWords(bytes)} B in ${numberWords(frames)} frames`,
          `saved ${numberWords(savedBytes)} B`,
          `memory ${numberWords(memoryBytes)} B, estimated`,
          ...(mergeMs === null ? [] : [`merged in ${Math.round(mergeMs)} ms`]),
        ].join(" · ")}
      </p>
      {findings.lost > 0 ? <p className="text-caption text-red">lost {findings.lost} characters</p> : null}
      {findings.doubled > 0 ? (
        <p className="text-caption text-amber">{findings.doubled} characters there twice</p>
      ) : null}
      {thrown ? <p className="text-caption text-red">an error: {thrown}</p> : null}
    </article>
  );
}

function LiveEditor({
  live,
  person,
  label,
  name,
}: {
  readonly live: LiveEngine;
  readonly person: number;
  readonly label: string;
  readonly name: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const { room } = live;
  useEffect(() => {
    if (place.current) return room.mount(person, place.current, label);
  }, [room, person, label]);
  return (
    <section className="lab-sheet">
      <p className="mb-1 font-medium text-caption text-faint">{name}</p>
      <div ref={place} />
    </section>
  );
}
