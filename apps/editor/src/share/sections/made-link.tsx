import { useId } from "react";
import { CopyButton } from "../copy-button.tsx";

/** A link that was just made, in a field to copy it from. Its token is shown this once. */
export function MadeLink({
  address,
  label,
  testId,
}: {
  readonly address: string;
  readonly label: string;
  readonly testId: string;
}) {
  const fieldId = useId();
  return (
    <div className="flex gap-2">
      <label htmlFor={fieldId} className="sr-only">
        {label}
      </label>
      <input
        id={fieldId}
        readOnly
        value={address}
        onFocus={(event) => event.target.select()}
        data-testid={testId}
        className="h-(--control) min-w-0 flex-1 rounded-sm border border-hairline-strong bg-paper px-2 font-mono text-caption"
      />
      <CopyButton text={address} label="Copy" />
    </div>
  );
}
