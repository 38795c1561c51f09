import type { ButtonHTMLAttributes, Ref } from "react";
import { classNames } from "../class-names.ts";

/** A square button with only an icon, as large as a control; `label` is what a screen reader says. */
export function IconButton({
  label,
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly label: string;
  readonly ref?: Ref<HTMLButtonElement>;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      {...rest}
      className={classNames(
        "inline-flex size-(--control) shrink-0 items-center justify-center rounded-sm text-soft transition-colors duration-(--quick) hover:bg-hover hover:text-ink disabled:opacity-35 disabled:hover:bg-transparent",
        className,
      )}
    />
  );
}
