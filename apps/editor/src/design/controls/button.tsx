import type { ButtonHTMLAttributes, Ref } from "react";
import { classNames } from "../class-names.ts";

/** How much a button asks for: one `primary` at most on a screen, `danger` only for what throws words away. */
export type ButtonTone = "primary" | "plain" | "quiet" | "danger";

const tones: Readonly<Record<ButtonTone, string>> = {
  primary: "px-3 bg-accent text-on-accent hover:bg-accent-strong",
  plain: "px-3 border border-hairline-strong bg-sheet text-ink hover:bg-well",
  quiet: "px-2 text-soft hover:bg-hover hover:text-ink",
  danger: "px-2 text-red hover:bg-red-wash",
};

/** A button with words on it, as high as a control. */
export function Button({
  tone = "plain",
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly tone?: ButtonTone;
  readonly ref?: Ref<HTMLButtonElement>;
}) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        "inline-flex h-(--control) shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium text-interface transition-colors duration-(--quick) disabled:opacity-50",
        tones[tone],
        className,
      )}
    />
  );
}
