import { systemClock } from "@weft/base";
import { Button } from "../design/controls/button.tsx";
import { whenWords } from "../design/when-words.ts";
import type { GivenLink } from "./share-api.ts";

/** The links that were given out, each with the button that takes it back. The owner's own key is not among them. */
export function GivenLinks({
  links,
  onRevoke,
}: {
  readonly links: readonly GivenLink[];
  readonly onRevoke: (id: string) => void;
}) {
  const given = links.filter((link) => link.role !== "owner");
  if (given.length === 0) return null;
  const now = systemClock.now();
  return (
    <section>
      <h3 className="mb-1 font-medium text-soft">Given out so far</h3>
      <ul>
        {given.map((link) => (
          <li key={link.id} className="flex items-center gap-3 py-1">
            <span className="flex-1">
              {link.role === "viewer" ? "Can read" : "Can write"}
              <span className="text-soft"> · {whenWords(link.createdAtMs, now)}</span>
            </span>
            <Button tone="danger" onClick={() => onRevoke(link.id)}>
              Take back
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
