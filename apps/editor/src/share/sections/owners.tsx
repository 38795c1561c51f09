import { systemClock } from "@weft/base";
import { Button } from "../../design/controls/button.tsx";
import { whenWords } from "../../design/when-words.ts";
import type { Access, AccessList } from "../share-api.ts";

const names: Readonly<Record<string, string>> = {
  recovery: "Recovery link",
  device: "Device link, unused",
};

/** Where the document is the owner's: browsers, and the links that make a browser one. The link of its making opens nothing else. */
export function Owners({
  list,
  onRevoke,
}: {
  readonly list: AccessList;
  readonly onRevoke: (id: string) => void;
}) {
  const owners = list.all.filter(({ kind }) => kind !== "link");
  if (owners.length === 0) return null;
  const now = systemClock.now();
  const browsers = owners.filter(({ kind }) => kind === "browser");
  const nameOf = (access: Access): string => {
    if (access.id === list.browser) return "This browser";
    return names[access.kind] ?? `Another browser${browsers.length > 2 ? ` (${access.id.slice(0, 4)})` : ""}`;
  };
  return (
    <section>
      <h3 className="mb-1 font-medium text-soft">Where it is yours</h3>
      <ul data-testid="owners">
        {owners.map((access) => (
          <li key={access.id} className="flex min-h-[calc(var(--control)+0.5rem)] items-center gap-3">
            <span className="flex-1">
              {nameOf(access)}
              <span className="text-soft"> · since {whenWords(access.createdAtMs, now)}</span>
            </span>
            {access.id === list.browser ? null : (
              <Button tone="danger" onClick={() => onRevoke(access.id)}>
                Take back
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
