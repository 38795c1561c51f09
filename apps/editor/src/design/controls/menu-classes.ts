/** The look of a menu's sheet. */
export const menuContentClass =
  "z-50 min-w-44 animate-[appear_var(--quick)_var(--ease)] rounded-md border border-hairline bg-sheet p-1 shadow-soft";

/** The look of a line above others that it names. */
export const menuHeadingClass = "px-2.5 pt-2 pb-1 font-medium text-caption text-soft";

/** The look of one line in a menu. */
export const menuItemClass =
  "flex h-(--control) cursor-default select-none items-center gap-2.5 rounded-sm px-2.5 text-ink outline-none data-[disabled]:opacity-45 data-[highlighted]:bg-hover";
