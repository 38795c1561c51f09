import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./icon-button.tsx";

/** A dialog over the page: a title, one sentence on what it is for, and its content. Escape closes it. */
export function Modal({
  title,
  sentence,
  open,
  onOpenChange,
  children,
}: {
  readonly title: string;
  readonly sentence: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content className="fixed top-[12vh] left-1/2 z-50 flex max-h-[80vh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 flex-col gap-5 overflow-y-auto rounded-md border border-hairline bg-sheet p-6 shadow-soft focus:outline-none">
          <div className="flex items-start gap-4">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="font-semibold text-base">{title}</Dialog.Title>
              <Dialog.Description className="mt-1 text-soft">{sentence}</Dialog.Description>
            </div>
            <Dialog.Close asChild>
              <IconButton label="Close" className="-mt-1.5 -mr-2">
                <X size={16} aria-hidden />
              </IconButton>
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
