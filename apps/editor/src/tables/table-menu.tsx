import { type Editor, useEditorState } from "@tiptap/react";
import { hasHeaderRow, tablePlace } from "@weft/tiptap";
import {
  ArrowDownToLine,
  ArrowLeftToLine,
  ArrowRightToLine,
  ArrowUpToLine,
  type LucideIcon,
  PanelTop,
  Trash2,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { menuItemClass } from "../design/controls/menu-classes.ts";
import { ToolMenu } from "../design/controls/tool-menu.tsx";

type TableCommand =
  | "addRowBefore"
  | "addRowAfter"
  | "addColumnBefore"
  | "addColumnAfter"
  | "deleteRow"
  | "deleteColumn"
  | "deleteTable";

interface TableDeed {
  readonly label: string;
  readonly Icon: LucideIcon;
  readonly command: TableCommand;
}

const additions: readonly TableDeed[] = [
  { label: "Row above", Icon: ArrowUpToLine, command: "addRowBefore" },
  { label: "Row below", Icon: ArrowDownToLine, command: "addRowAfter" },
  { label: "Column left", Icon: ArrowLeftToLine, command: "addColumnBefore" },
  { label: "Column right", Icon: ArrowRightToLine, command: "addColumnAfter" },
];

const deletions: readonly TableDeed[] = [
  { label: "Delete row", Icon: Trash2, command: "deleteRow" },
  { label: "Delete column", Icon: Trash2, command: "deleteColumn" },
  { label: "Delete table", Icon: Trash2, command: "deleteTable" },
];

/** Rows and columns of the table around the caret; nothing outside of one. */
export function TableMenu({ editor }: { readonly editor: Editor }) {
  const shown = useEditorState({
    editor,
    selector: ({ editor: current }) => {
      const place = tablePlace(current.state.selection.$from);
      return place ? { hasHeader: hasHeaderRow(place.table) } : null;
    },
  });
  if (!shown) return null;
  return (
    <ToolMenu label="Rows and columns" words="Table" onClosed={() => editor.view.focus()}>
      <Deeds editor={editor} deeds={additions} />
      <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
      <DropdownMenu.CheckboxItem
        checked={shown.hasHeader}
        onCheckedChange={() => editor.commands.toggleHeaderRow()}
        className={menuItemClass}
      >
        <PanelTop size={15} aria-hidden className="text-soft" />
        <span className="flex-1">Header row</span>
        <DropdownMenu.ItemIndicator className="text-accent-strong">✓</DropdownMenu.ItemIndicator>
      </DropdownMenu.CheckboxItem>
      <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
      <Deeds editor={editor} deeds={deletions} />
    </ToolMenu>
  );
}

function Deeds({ editor, deeds }: { readonly editor: Editor; readonly deeds: readonly TableDeed[] }) {
  return deeds.map(({ label, Icon, command }) => (
    <DropdownMenu.Item key={label} onSelect={() => editor.commands[command]()} className={menuItemClass}>
      <Icon size={15} aria-hidden className="text-soft" /> {label}
    </DropdownMenu.Item>
  ));
}
