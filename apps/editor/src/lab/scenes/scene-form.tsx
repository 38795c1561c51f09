import { systemRandom } from "@weft/base";
import { scenes } from "@weft/lab";
import { Dices, Play, Square } from "lucide-react";
import { Button } from "../../design/controls/button.tsx";
import type { LabAddress } from "../lab-address.ts";

const seedBound = 1_000_000;

const paces = [
  { name: "at once", paceMs: 0 },
  { name: "to follow", paceMs: 500 },
  { name: "slowly", paceMs: 1_500 },
] as const;

/** Whether a scene is made of repetition and chance, and may be longer. */
export function isRandom(scene: string): boolean {
  return /^(loss|storm|offline|weather|long)/.test(scene);
}

/** What to play, and the buttons that play it. */
export function SceneForm({
  address,
  paceMs,
  isRunning,
  onChoose,
  onPace,
  onPlay,
  onCancel,
}: {
  readonly address: LabAddress;
  readonly paceMs: number;
  readonly isRunning: boolean;
  readonly onChoose: (changed: Partial<LabAddress>) => void;
  readonly onPace: (paceMs: number) => void;
  readonly onPlay: () => void;
  readonly onCancel: () => void;
}) {
  return (
    <form className="lab-bar" onSubmit={(event) => event.preventDefault()}>
      <label className="lab-field">
        Scene
        <select value={address.scene} onChange={({ target }) => onChoose({ scene: target.value, size: 1 })}>
          {scenes.map(({ name, title }) => (
            <option key={name} value={name}>{`${name}: ${title}`}</option>
          ))}
        </select>
      </label>
      <NumberField name="Seed" value={address.seed} onValue={(seed) => onChoose({ seed })} />
      <Button onClick={() => onChoose({ seed: 1 + systemRandom.below(seedBound) })} aria-label="Another seed">
        <Dices size={16} aria-hidden />
      </Button>
      {isRandom(address.scene) ? (
        <NumberField name="Times as long" value={address.size} onValue={(size) => onChoose({ size })} />
      ) : null}
      <label className="lab-field">
        Pace
        <select value={paceMs} onChange={({ target }) => onPace(Number(target.value))}>
          {paces.map((pace) => (
            <option key={pace.name} value={pace.paceMs}>
              {pace.name}
            </option>
          ))}
        </select>
      </label>
      {isRunning ? (
        <Button onClick={onCancel}>
          <Square size={14} aria-hidden /> Cancel
        </Button>
      ) : (
        <Button tone="primary" onClick={onPlay}>
          <Play size={14} aria-hidden /> Play
        </Button>
      )}
    </form>
  );
}

function NumberField({
  name,
  value,
  onValue,
}: {
  readonly name: string;
  readonly value: number;
  readonly onValue: (value: number) => void;
}) {
  return (
    <label className="lab-field">
      {name}
      <input
        type="number"
        min={1}
        value={value}
        onChange={({ target }) => onValue(Number(target.value) || 1)}
      />
    </label>
  );
}
