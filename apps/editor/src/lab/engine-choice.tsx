import { engines } from "@weft/lab";

/** Which engines stand side by side: one at least. */
export function EngineChoice({
  chosen,
  onChoose,
}: {
  readonly chosen: readonly string[];
  readonly onChoose: (names: readonly string[]) => void;
}) {
  const toggle = (name: string): void => {
    const kept = engines
      .map((engine) => engine.name)
      .filter((other) => (other === name) !== chosen.includes(other));
    if (kept.length > 0) onChoose(kept);
  };
  return (
    <fieldset className="lab-engines">
      <legend className="sr-only">Engines</legend>
      {engines.map(({ name, title }) => (
        <label key={name}>
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} /> {title}
        </label>
      ))}
    </fieldset>
  );
}
