import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "../class-names.ts";
import { menuContentClass } from "./menu-classes.ts";

/** What a menu in a toolbar shows when it is open. The focus goes where `onClosed` puts it, not to the toolbar. */
export function ToolMenuContent({
  className,
  onClosed,
  children,
}: {
  readonly className?: string;
  readonly onClosed: () => void;
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        sideOffset={4}
        collisionPadding={8}
        className={classNames(menuContentClass, className)}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          onClosed();
        }}
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  );
}
