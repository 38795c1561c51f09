import type { InputHTMLAttributes, Ref } from "react";
import { classNames } from "../class-names.ts";

/** A line to type into with its label above. */
export function TextField({
  label,
  className,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & {
  readonly label: string;
  readonly ref?: Ref<HTMLInputElement>;
}) {
  return (
    <label className={classNames("flex flex-col gap-1.5", className)}>
      <span className="font-medium text-soft">{label}</span>
      <input
        {...rest}
        className="h-(--field) w-full min-w-0 rounded-sm border border-hairline-strong bg-paper px-3 text-body text-ink outline-offset-0"
      />
    </label>
  );
}
