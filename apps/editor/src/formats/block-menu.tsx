import { type Editor, useEditorState } from "@tiptap/react";
import { type RefObject, useEffect, useImperativeHandle, useState } from "react";
import { createPortal } from "react-dom";
import { classNames } from "../design/class-names.ts";
import { type BlockQuery, blockQuery, endBlockQuery } from "./block-query.ts";
import { blockFormats, type Format, structureFormats } from "./format.ts";

/** How the text hands its keys to the menu. */
export interface BlockMenuKeys {
  /** Whether the menu used the key. */
  press(event: KeyboardEvent): boolean;
}

/** The menu of blocks under a `/`: arrows choose, Enter takes, Escape leaves the text as it is. */
export function BlockMenu({
  editor,
  keys,
}: {
  readonly editor: Editor;
  readonly keys: RefObject<BlockMenuKeys | null>;
}) {
  const query = useEditorState({ editor, selector: (snapshot) => blockQuery(snapshot.editor.state) });
  const found = query === null ? [] : matching(query.text);
  const [chosen, setChosen] = useState(0);
  const text = query?.text ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new query chooses its first answer.
  useEffect(() => setChosen(0), [text]);

  const take = (format: Format | undefined): void => {
    if (!query || !format) return;
    format.apply(editor.chain().focus().deleteRange({ from: query.from, to: query.to })).run();
  };
  useImperativeHandle(keys, () => ({
    press(event) {
      if (found.length === 0) return false;
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step !== 0) setChosen((chosen + step + found.length) % found.length);
      else if (event.key === "Enter" || event.key === "Tab") take(found[chosen]);
      else if (event.key === "Escape") editor.view.dispatch(endBlockQuery(editor.state.tr));
      else return false;
      return true;
    },
  }));
  if (!query || found.length === 0) return null;
  return createPortal(
    <BlockList found={found} chosen={chosen} place={placeUnder(editor, query)} onTake={take} />,
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

function matching(text: string): readonly Format[] {
  const wanted = text.trim().toLocaleLowerCase();
  return [...blockFormats, ...structureFormats].filter((format) =>
    format.label.toLocaleLowerCase().includes(wanted),
  );
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
