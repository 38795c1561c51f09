import { Unplug } from "lucide-react";
import { Button } from "../../design/controls/button.tsx";

/** How the line between one person and the relay is. */
export interface PersonLine {
  readonly latencyMs: number;
  readonly lossPercent: number;
  readonly isCut: boolean;
}

/** A line that delays a little and loses nothing. */
export const calmLine: PersonLine = { latencyMs: 100, lossPercent: 0, isCut: false };

const latencyMsMax = 2_000;
const lossPercentMax = 50;

/** Each person's line: latency, loss, and whether it is cut. */
export function NetworkPanel({
  lines,
  people,
  onChange,
}: {
  readonly lines: readonly PersonLine[];
  readonly people: readonly string[];
  readonly onChange: (person: number, changed: Partial<PersonLine>) => void;
}) {
  return (
    <fieldset className="mb-4 grid gap-2">
      <legend className="mb-1 text-caption text-soft">The line of each to the relay</legend>
      {people.map((name, person) => {
        const line = lines[person] ?? calmLine;
        return (
          <LineRow key={name} name={name} line={line} onChange={(changed) => onChange(person, changed)} />
        );
      })}
    </fieldset>
  );
}

function LineRow({
  name,
  line,
  onChange,
}: {
  readonly name: string;
  readonly line: PersonLine;
  readonly onChange: (changed: Partial<PersonLine>) => void;
}) {
  const { latencyMs, lossPercent, isCut } = line;
  return (
    <div className="lab-line">
      <span className="font-medium">{name}</span>
      <label className="lab-field">
        Latency, {latencyMs} ms
        <input
          type="range"
          aria-label={`${name}’s latency in milliseconds`}
          min={0}
          max={latencyMsMax}
          step={20}
          value={latencyMs}
          disabled={isCut}
          onChange={({ target }) => onChange({ latencyMs: Number(target.value) })}
        />
      </label>
      <label className="lab-field">
        Loss, {lossPercent} %
        <input
          type="range"
          aria-label={`${name}’s loss in percent`}
          min={0}
          max={lossPercentMax}
          value={lossPercent}
          disabled={isCut}
          onChange={({ target }) => onChange({ lossPercent: Number(target.value) })}
        />
      </label>
      <Button
        aria-pressed={isCut}
        className={isCut ? "border-amber text-amber" : ""}
        onClick={() => onChange({ isCut: !isCut })}
      >
        <Unplug size={14} aria-hidden /> {isCut ? `${name} is cut off` : `Cut ${name}’s line`}
      </Button>
    </div>
  );
}
