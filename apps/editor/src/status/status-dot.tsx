import { classNames } from "../design/class-names.ts";

/** What a dot can say: each kind has a shape of its own as well as a colour. */
export type DotKind = "saved" | "saving" | "offline" | "attention" | "read-only" | "refused";

const looks: Readonly<Record<DotKind, string>> = {
  saved: "rounded-full bg-faint",
  saving: "rounded-full bg-accent animate-[breathe_var(--breath)_ease-in-out_infinite]",
  offline: "rounded-full border-[1.5px] border-faint",
  attention: "rounded-full bg-amber-dot",
  "read-only": "rounded-full border-[1.5px] border-faint bg-well",
  refused: "rotate-45 rounded-[2px] bg-red-dot",
};

/** The dot beside the word of a status; says nothing by itself. */
export function StatusDot({ kind }: { readonly kind: DotKind }) {
  return <span aria-hidden className={classNames("inline-block size-2 shrink-0", looks[kind])} />;
}
