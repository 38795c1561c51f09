import { Avatar } from "./avatar.tsx";
import type { Face } from "./face.ts";

/** Several people, the first few as faces and the rest as a number. */
export function AvatarRow({
  faces,
  most,
  size = "large",
  label,
}: {
  readonly faces: readonly Face[];
  readonly most: number;
  readonly size?: "large" | "small";
  readonly label: string;
}) {
  if (faces.length === 0) return null;
  const hidden = faces.length - most;
  return (
    <ul className="flex items-center max-sm:-space-x-2 sm:gap-1" aria-label={label}>
      {faces.slice(0, most).map((face, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two people may share name and colour; only the place tells them apart.
        <li key={`${index} ${face.name}`} className="inline-flex">
          <Avatar face={face} size={size} />
        </li>
      ))}
      {hidden > 0 ? <li className="pl-2.5 sm:pl-1 font-medium text-caption text-soft">+{hidden}</li> : null}
    </ul>
  );
}
