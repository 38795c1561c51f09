import { engines } from "@weft/lab";
import { Check } from "lucide-react";
import { Button } from "../design/controls/button.tsx";

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
    <fieldset className="mb-4 flex flex-wrap gap-2">
      <legend className="sr-only">Engines</legend>
      {engines.map(({ name, title }) => {
        const isChosen = chosen.includes(name);
        return (
          <Button
            key={name}
            aria-pressed={isChosen}
            onClick={() => toggle(name)}
            className={isChosen ? "border-accent bg-accent-wash" : "text-soft"}
          >
            {isChosen ? <Check size={14} aria-hidden /> : null}
            {title}
          </Button>
        );
      })}
    </fieldset>
  );
}
