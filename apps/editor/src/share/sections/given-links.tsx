import { systemClock } from "@weft/base";
import { Button } from "../../design/controls/button.tsx";
import { whenWords } from "../../design/when-words.ts";
import type { Access, LinkRole } from "../share-api.ts";

const allowed: Readonly<Record<string, string>> = {
  viewer: "Can read",
  commenter: "Can comment",
  editor: "Can write",
};

/** The links that were given out, each with buttons that change what it allows and take it back. */
export function GivenLinks({
  all,
  onChangeRole,
  onRevoke,
}: {
  readonly all: readonly Access[];
  readonly onChangeRole: (id: string, role: LinkRole) => void;
  readonly onRevoke: (id: string) => void;
}) {
  const given = all.filter(({ role }) => role !== "owner");
  if (given.length === 0) return null;
  const now = systemClock.now();
  return (
    <section>
      <h3 className="mb-1 font-medium text-soft">Given out so far</h3>
      <ul>
        {given.map(({ id, role, createdAtMs }) => (
          <li key={id} className="flex items-center gap-3 py-1">
            <span className="flex-1">
              {allowed[role] ?? role}
              <span className="text-soft"> · {whenWords(createdAtMs, now)}</span>
            </span>
            <Button tone="quiet" onClick={() => onChangeRole(id, role === "editor" ? "viewer" : "editor")}>
              {role === "editor" ? "Let only read" : "Let write"}
            </Button>
            <Button tone="danger" onClick={() => onRevoke(id)}>
              Take back
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
