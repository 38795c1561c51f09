import { Unplug } from "lucide-react";
import { Button } from "../../design/controls/button.tsx";

/** How the network between the live editors is. */
export interface NetworkSettings {
  readonly latencyMs: number;
  readonly lossPercent: number;
  /** For each person, whether the line is cut. */
  readonly cut: readonly boolean[];
}

/** A network that delays a little and loses nothing. */
export const calmNetwork: NetworkSettings = {
  latencyMs: 100,
  lossPercent: 0,
  cut: [false, false, false, false, false],
};

/** Latency, loss, and each person's line. */
export function NetworkPanel({
  network,
  people,
  onChange,
}: {
  readonly network: NetworkSettings;
  readonly people: readonly string[];
  readonly onChange: (changed: Partial<NetworkSettings>) => void;
}) {
  const { latencyMs, lossPercent, cut } = network;
  return (
    <>
      <label className="lab-field">
        Latency, {latencyMs} ms
        <input
          type="range"
          min={0}
          max={2_000}
          step={20}
          value={latencyMs}
          onChange={({ target }) => onChange({ latencyMs: Number(target.value) })}
        />
      </label>
      <label className="lab-field">
        Loss, {lossPercent} %
        <input
          type="range"
          min={0}
          max={50}
          value={lossPercent}
          onChange={({ target }) => onChange({ lossPercent: Number(target.value) })}
        />
      </label>
      {people.map((name, person) => (
        <Button
          key={name}
          aria-pressed={cut[person] ?? false}
          className={cut[person] ? "border-amber text-amber" : ""}
          onClick={() => onChange({ cut: cut.map((isCut, index) => (index === person ? !isCut : isCut)) })}
        >
          <Unplug size={14} aria-hidden /> {cut[person] ? `${name} is cut off` : `Cut ${name}’s line`}
        </Button>
      ))}
    </>
  );
}
