import { Check, SlidersHorizontal } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "../design/controls/icon-button.tsx";
import { menuContentClass, menuHeadingClass, menuItemClass } from "../design/controls/menu-classes.ts";
import { changeSettings, type Settings } from "./settings.ts";
import { useSettings } from "./use-settings.ts";

const themes: readonly { readonly theme: Settings["theme"]; readonly word: string }[] = [
  { theme: "system", word: "As the system" },
  { theme: "light", word: "Light" },
  { theme: "dark", word: "Dark" },
];

/** What can be chosen in this browser: the theme, and for a document its tools and typing rules. */
export function SettingsMenu({
  place,
  children,
}: {
  readonly place: "home" | "document";
  /** Further lines, below. */
  readonly children?: ReactNode;
}) {
  const settings = useSettings();
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Settings">
          <SlidersHorizontal size={16} aria-hidden />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={menuContentClass}>
          <DropdownMenu.Label className={menuHeadingClass}>Theme</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={settings.theme}>
            {themes.map(({ theme, word }) => (
              <DropdownMenu.RadioItem
                key={theme}
                value={theme}
                onSelect={() => changeSettings({ theme })}
                className={menuItemClass}
              >
                <Tick /> {word}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          {place === "document" ? <WritingChoices settings={settings} /> : null}
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function WritingChoices({ settings }: { readonly settings: Settings }) {
  return (
    <>
      <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
      <DropdownMenu.Label className={menuHeadingClass}>Writing</DropdownMenu.Label>
      <DropdownMenu.CheckboxItem
        checked={settings.toolbar === "shown"}
        onCheckedChange={(shown) => changeSettings({ toolbar: shown ? "shown" : "hidden" })}
        className={menuItemClass}
      >
        <Tick /> Bar of tools
      </DropdownMenu.CheckboxItem>
      <DropdownMenu.CheckboxItem
        checked={settings.typingRules}
        onCheckedChange={(typingRules) => changeSettings({ typingRules })}
        className={menuItemClass}
      >
        <Tick /> Typing rules
        <span className="ml-auto font-mono text-caption text-faint"># - &gt;</span>
      </DropdownMenu.CheckboxItem>
    </>
  );
}

function Tick() {
  return (
    <span className="inline-flex w-4">
      <DropdownMenu.ItemIndicator>
        <Check size={15} aria-hidden />
      </DropdownMenu.ItemIndicator>
    </span>
  );
}
