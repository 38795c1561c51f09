import { systemClock } from "@weft/base";
import { Button } from "../design/controls/button.tsx";
import { whenWords } from "../design/when-words.ts";
import type { GivenLink, LinkRole } from "./share-api.ts";

/** The links that were given out, each with buttons that change what it allows and take it back. The owner's own key is not among them. */
export function GivenLinks({
  links,
  onChangeRole,
  onRevoke,
}: {
  readonly links: readonly GivenLink[];
  readonly onChangeRole: (id: string, role: LinkRole) => void;
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
            <Button
              tone="quiet"
              onClick={() => onChangeRole(link.id, link.role === "viewer" ? "editor" : "viewer")}
            >
              {link.role === "viewer" ? "Let write" : "Let only read"}
            </Button>
            <Button tone="danger" onClick={() => onRevoke(link.id)}>
              Take back
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
