import { type Editor, useEditorState } from "@tiptap/react";
import type { ReactNode } from "react";
import { createPortal } from "react-dom";
import { classNames } from "../design/class-names.ts";
import type { QueryText, TypedQuery } from "./typed-query.ts";

/** One line of a menu: what a screen reader says, and what is drawn. */
export interface MenuLine {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
}

/** The menu under a query. Its keys are answered by the query's extension; this draws it and takes clicks. */
export function QueryMenu<Choice>({
  editor,
  query: queries,
  testId,
  lineOf,
}: {
  readonly editor: Editor;
  readonly query: TypedQuery<Choice>;
  readonly testId: string;
  readonly lineOf: (choice: Choice) => MenuLine;
}) {
  const query = useEditorState({ editor, selector: (snapshot) => queries.read(snapshot.editor.state) });
  const choices = query === null ? [] : queries.choices(editor);
  if (query === null || choices.length === 0) return null;
  const chosen = Math.min(query.chosen, choices.length - 1);
  const lines = choices.map((choice) => ({ choice, line: lineOf(choice) }));
  return createPortal(
    <div
      style={placeUnder(editor, query)}
      data-testid={testId}
      className="fixed z-40 max-h-72 w-56 animate-[appear_var(--quick)_var(--ease)] overflow-y-auto rounded-md border border-hairline bg-sheet p-1 shadow-soft"
    >
      <p className="sr-only" role="status">
        {lines[chosen]?.line.label}, {chosen + 1} of {lines.length}
      </p>
      {lines.map(({ choice, line }, index) => (
        <button
          key={line.id}
          type="button"
          tabIndex={-1}
          ref={index === chosen ? bringIntoView : null}
          aria-pressed={index === chosen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => queries.take(editor, choice)}
          className={classNames(
            "flex h-(--field) w-full items-center gap-3 rounded-sm px-2.5 text-left hover:bg-hover",
            index === chosen && "bg-hover",
          )}
        >
          {line.content}
        </button>
      ))}
    </div>,
    document.body,
  );
}

/** The list is longer than its window: what the arrows choose has to be seen. */
function bringIntoView(line: HTMLElement | null): void {
  line?.scrollIntoView({ block: "nearest" });
}

const menuHeight = 288;

/** Under the sign, or above it where there is no room below. In pixels of the window. */
function placeUnder(editor: Editor, query: QueryText): { left: number; top: number } {
  const sign = editor.view.coordsAtPos(query.from);
  const below = sign.bottom + 6;
  const fits = below + menuHeight < innerHeight;
  return {
    left: Math.min(sign.left, innerWidth - 236),
    top: fits ? below : Math.max(8, sign.top - menuHeight - 6),
  };
}
