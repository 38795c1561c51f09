import { type Editor, useEditorState } from "@tiptap/react";
import { createPortal } from "react-dom";
import { classNames } from "../design/class-names.ts";
import { type BlockQuery, blockQuery, formatsFor, takeFormat } from "./block-query.ts";
import type { Format } from "./format.ts";

/** The menu of blocks under a `/`. Its keys are answered by `BlockQueryKeys`; this draws it and takes clicks. */
export function BlockMenu({ editor }: { readonly editor: Editor }) {
  const query = useEditorState({ editor, selector: (snapshot) => blockQuery(snapshot.editor.state) });
  const found = formatsFor(query);
  if (!query || found.length === 0) return null;
  return createPortal(
    <BlockList
      found={found}
      chosen={query.chosen}
      place={placeUnder(editor, query)}
      onTake={(format) => takeFormat(editor, format)}
    />,
    document.body,
  );
}

function BlockList({
  found,
  chosen,
  place,
  onTake,
}: {
  readonly found: readonly Format[];
  readonly chosen: number;
  readonly place: { readonly left: number; readonly top: number };
  readonly onTake: (format: Format) => void;
}) {
  return (
    <div
      style={place}
      data-testid="block-menu"
      className="fixed z-40 max-h-72 w-56 animate-[appear_var(--quick)_var(--ease)] overflow-y-auto rounded-md border border-hairline bg-sheet p-1 shadow-soft"
    >
      <p className="sr-only" role="status">
        {found[chosen]?.label}, {chosen + 1} of {found.length}
      </p>
      {found.map((format, index) => (
        <button
          key={format.id}
          type="button"
          tabIndex={-1}
          ref={index === chosen ? bringIntoView : null}
          aria-pressed={index === chosen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(format)}
          className={classNames(
            "flex h-(--field) w-full items-center gap-3 rounded-sm px-2.5 text-left hover:bg-hover",
            index === chosen && "bg-hover",
          )}
        >
          <format.Icon size={16} aria-hidden className="text-soft" />
          <span className="flex-1">{format.label}</span>
          <span className="font-mono text-caption text-faint">{format.rule}</span>
        </button>
      ))}
    </div>
  );
}

/** The list is longer than its window: what the arrows choose has to be seen. */
function bringIntoView(line: HTMLElement | null): void {
  line?.scrollIntoView({ block: "nearest" });
}

const menuHeight = 288;

/** Under the slash, or above it where there is no room below. In pixels of the window. */
function placeUnder(editor: Editor, query: BlockQuery): { left: number; top: number } {
  const slash = editor.view.coordsAtPos(query.from);
  const below = slash.bottom + 6;
  const fits = below + menuHeight < innerHeight;
  return {
    left: Math.min(slash.left, innerWidth - 236),
    top: fits ? below : Math.max(8, slash.top - menuHeight - 6),
  };
}
