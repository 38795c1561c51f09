import { classNames } from "../design/class-names.ts";
import { type Face, initials, personStyle } from "./face.ts";

/** A person as a small disc in their colour with their initials. */
export function Avatar({ face, size = "large" }: { readonly face: Face; readonly size?: "large" | "small" }) {
  return (
    <span
      style={personStyle(face.colour)}
      title={face.name}
      className={classNames(
        "inline-flex shrink-0 select-none items-center justify-center rounded-full bg-[color-mix(in_oklab,var(--person)_16%,var(--sheet))] font-semibold text-ink ring-(--person) ring-[1.5px] ring-inset",
        size === "large" ? "size-7 text-[0.6875rem]" : "size-5 text-[0.5625rem]",
      )}
    >
      <span aria-hidden>{initials(face.name)}</span>
      <span className="sr-only">{face.name}</span>
    </span>
  );
}
