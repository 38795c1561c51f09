import type { LucideIcon } from "lucide-react";
import { Toolbar } from "radix-ui";
import { classNames } from "../design/class-names.ts";
import { Tip } from "../design/controls/tip.tsx";
import { shortcutWords } from "../formats/shortcut.ts";

/** One tool in a toolbar. `pressed` is left out for what cannot be on or off, such as undo. */
export function ToolButton({
  label,
  keys,
  Icon,
  pressed,
  disabled = false,
  onPress,
}: {
  readonly label: string;
  readonly keys?: string | undefined;
  readonly Icon: LucideIcon;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}) {
  return (
    <Tip label={label} shortcut={keys === undefined ? undefined : shortcutWords(keys)}>
      <Toolbar.Button
        aria-label={label}
        aria-pressed={pressed}
        aria-keyshortcuts={keys?.replace("Mod", "Control").replaceAll("-", "+")}
        disabled={disabled}
        // The caret stays in the text: a press takes no focus away.
        onMouseDown={(event) => event.preventDefault()}
        onClick={onPress}
        className={classNames(
          "inline-flex size-(--control) shrink-0 items-center justify-center rounded-sm transition-colors duration-(--quick) hover:bg-hover disabled:opacity-35 disabled:hover:bg-transparent",
          pressed ? "bg-accent-wash text-accent-strong hover:bg-accent-wash" : "text-soft hover:text-ink",
        )}
      >
        <Icon size={17} strokeWidth={1.9} aria-hidden />
      </Toolbar.Button>
    </Tip>
  );
}
