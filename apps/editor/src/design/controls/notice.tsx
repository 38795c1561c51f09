import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./icon-button.tsx";

/** A sheet at the lower edge that says what just happened, until it is closed. */
export function Notice({
  role,
  testId,
  onClose,
  children,
}: {
  /** `alert` for what went wrong, `status` for the rest. */
  readonly role: "alert" | "status";
  readonly testId?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <div
      role={role}
      data-testid={testId}
      className="fixed inset-x-4 bottom-4 z-40 mx-auto flex max-w-md animate-[appear_var(--calm)_var(--ease)] items-start gap-3 rounded-md border border-hairline bg-sheet py-3 pr-2 pl-4 shadow-soft"
    >
      <p className="flex-1 py-1.5">{children}</p>
      <IconButton label="Close" onClick={onClose}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
