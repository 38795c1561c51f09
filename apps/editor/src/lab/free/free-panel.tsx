import { engineNamed, engines } from "@weft/lab";
import { RotateCcw, Unplug } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { Button } from "../../design/controls/button.tsx";
import { labPath, parseLabAddress } from "../lab-address.ts";
import { type LiveEngine, useLiveRooms } from "./use-live-rooms.ts";

const people = ["Ada", "Ben", "Cleo", "Dan", "Eve"];
const peopleMin = 2;

/** Free typing: live editors of two to five people for each engine, and the network between them. */
export function FreePanel() {
  const address = parseLabAddress(useSearch());
  const [, navigate] = useLocation();
  const [peopleCount, setPeopleCount] = useState(peopleMin);
  const [latencyMs, setLatencyMs] = useState(100);
  const [lossPercent, setLossPercent] = useState(0);
  const [cut, setCut] = useState<readonly boolean[]>(people.map(() => false));
  const [round, setRound] = useState(1);
  const conditions = useMemo(
    () => ({
      latencyMs,
      jitterMs: Math.round(latencyMs / 2),
      lossShare: lossPercent / 100,
      duplicateShare: lossPercent / 100,
    }),
    [latencyMs, lossPercent],
  );
  const rooms = useLiveRooms({ engines: address.engines, peopleCount, conditions, cut, round });
  const toggleEngine = (name: string): void => {
    const kept = engines
      .map((engine) => engine.name)
      .filter((other) => (other === name) !== address.engines.includes(other));
    if (kept.length > 0) navigate(`${labPath({ ...address, engines: kept })}#free`, { replace: true });
  };
  return (
    <>
      <fieldset className="lab-bar" aria-label="The network">
        <label className="lab-field">
          People
          <select value={peopleCount} onChange={({ target }) => setPeopleCount(Number(target.value))}>
            {people.slice(peopleMin - 1).map((_, index) => (
              <option key={people[index]} value={index + peopleMin}>
                {index + peopleMin}
              </option>
            ))}
          </select>
        </label>
        <label className="lab-field">
          Latency, {latencyMs} ms
          <input
            type="range"
            min={0}
            max={2_000}
            step={20}
            value={latencyMs}
            onChange={({ target }) => setLatencyMs(Number(target.value))}
          />
        </label>
        <label className="lab-field">
          Loss, {lossPercent} %
          <input
            type="range"
            min={0}
            max={50}
            value={lossPercent}
            onChange={({ target }) => setLossPercent(Number(target.value))}
          />
        </label>
        {people.slice(0, peopleCount).map((name, person) => (
          <Button
            key={name}
            aria-pressed={cut[person] ?? false}
            className={cut[person] ? "border-amber text-amber" : ""}
            onClick={() => setCut(cut.map((isCut, index) => (index === person ? !isCut : isCut)))}
          >
            <Unplug size={14} aria-hidden /> {cut[person] ? `${name} is cut off` : `Cut ${name}’s line`}
          </Button>
        ))}
        <Button tone="quiet" onClick={() => setRound(round + 1)}>
          <RotateCcw size={14} aria-hidden /> Begin anew
        </Button>
      </fieldset>
      <fieldset className="lab-engines">
        <legend className="sr-only">Engines</legend>
        {engines.map(({ name, title }) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={address.engines.includes(name)}
              onChange={() => toggleEngine(name)}
            />{" "}
            {title}
          </label>
        ))}
      </fieldset>
      <div className="lab-columns">
        {rooms.map((live) => (
          <LiveColumn key={`${live.name} ${peopleCount} ${round}`} live={live} peopleCount={peopleCount} />
        ))}
      </div>
    </>
  );
}

function LiveColumn({ live, peopleCount }: { readonly live: LiveEngine; readonly peopleCount: number }) {
  const { name, figures } = live;
  const { findings, bytes, frames, savedBytes, mergeMs, isQuiet, thrown } = figures;
  const title = engineNamed(name)?.title ?? name;
  return (
    <article className="lab-column" aria-label={title}>
      <h3 className="font-medium text-body">{title}</h3>
      {people.slice(0, peopleCount).map((person, index) => (
        <LiveEditor key={person} live={live} person={index} label={`${person}, ${title}`} name={person} />
      ))}
      <p className="text-caption text-soft" aria-live="off">
        {isQuiet ? "everybody has everything" : "on its way"} · {bytes} B in {frames} frames · saved{" "}
        {savedBytes} B{mergeMs === null ? "" : ` · merged in ${Math.round(mergeMs)} ms`}
      </p>
      {findings.lost > 0 ? (
        <p className="text-caption text-red">
          lost <del className="lab-lost">{findings.lostText}</del>
        </p>
      ) : null}
      {findings.doubled > 0 ? (
        <p className="text-caption text-amber">
          twice <span className="lab-doubled">{findings.doubledText}</span>
        </p>
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
      <h4 className="mb-1 font-medium text-caption text-faint">{name}</h4>
      <div ref={place} />
    </section>
  );
}
