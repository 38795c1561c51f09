import { ChevronDown, Plus } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Button } from "../design/controls/button.tsx";
import { menuContentClass, menuItemClass } from "../design/controls/menu-classes.ts";

/** A line of a menu with a sentence under its name. */
const twoLineItemClass = `${menuItemClass} h-auto!`;

/** Makes a document at once; the arrow beside it offers the other engine. */
export function NewDocument({
  onCreate,
  onCreateYjs,
}: {
  readonly onCreate: () => void;
  readonly onCreateYjs: () => void;
}) {
  return (
    <div className="flex">
      <Button tone="primary" onClick={onCreate} className="h-(--field) rounded-r-none">
        <Plus size={16} aria-hidden /> New
      </Button>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <Button
            tone="primary"
            aria-label="Choose the engine of the document"
            className="h-(--field) rounded-l-none border-paper/30 border-l px-1.5"
          >
            <ChevronDown size={16} aria-hidden />
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={4} className={menuContentClass}>
            <DropdownMenu.Item className={twoLineItemClass} onSelect={onCreate}>
              <EngineWords name="Weft document" sentence="Shows what crossed, and keeps every word" />
            </DropdownMenu.Item>
            <DropdownMenu.Item className={twoLineItemClass} onSelect={onCreateYjs}>
              <EngineWords name="Yjs document" sentence="Open to every program that speaks Yjs" />
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  );
}

function EngineWords({ name, sentence }: { readonly name: string; readonly sentence: string }) {
  return (
    <span className="flex flex-col py-1">
      <span className="font-medium">{name}</span>
      <span className="text-caption text-soft">{sentence}</span>
    </span>
  );
}
