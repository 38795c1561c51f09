import { type Editor, useEditorState } from "@tiptap/react";
import { type PaletteColour, paletteColours } from "@weft/tiptap";
import { Baseline, Check } from "lucide-react";
import { DropdownMenu, Toolbar } from "radix-ui";
import { menuHeadingClass } from "../design/controls/menu-classes.ts";
import { Tip } from "../design/controls/tip.tsx";
import { ToolMenuContent } from "../design/controls/tool-menu-content.tsx";

/** The colour of letters or the one behind them. */
type ColourMark = "textColour" | "backgroundColour";

const words: Readonly<Record<ColourMark, string>> = {
  textColour: "Letters",
  backgroundColour: "Behind them",
};
const variables: Readonly<Record<ColourMark, string>> = { textColour: "letter", backgroundColour: "wash" };

/** The colours of letters and of what is behind them. */
export function ColourMenu({ editor }: { readonly editor: Editor }) {
  const chosen = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      textColour: colourOf(current, "textColour"),
      backgroundColour: colourOf(current, "backgroundColour"),
    }),
  });
  const isColoured = chosen.textColour !== null || chosen.backgroundColour !== null;
  return (
    <DropdownMenu.Root modal={false}>
      <Tip label="Colours">
        <Toolbar.Button asChild>
          <DropdownMenu.Trigger
            aria-label="Colours"
            onMouseDown={(event) => event.preventDefault()}
            className={`inline-flex size-(--control) shrink-0 items-center justify-center rounded-sm transition-colors duration-(--quick) hover:bg-hover ${isColoured ? "bg-accent-wash text-accent-strong" : "text-soft hover:text-ink"}`}
          >
            <Baseline size={17} strokeWidth={1.9} aria-hidden />
          </DropdownMenu.Trigger>
        </Toolbar.Button>
      </Tip>
      <ToolMenuContent className="w-max" onClosed={() => editor.view.focus()}>
        <ColourRow editor={editor} mark="textColour" chosen={chosen.textColour} />
        <ColourRow editor={editor} mark="backgroundColour" chosen={chosen.backgroundColour} />
      </ToolMenuContent>
    </DropdownMenu.Root>
  );
}

function ColourRow({
  editor,
  mark,
  chosen,
}: {
  readonly editor: Editor;
  readonly mark: ColourMark;
  readonly chosen: string | null;
}) {
  const put = (colour: PaletteColour | null): void => {
    const chain = editor.chain();
    if (colour === null) chain.unsetMark(mark).run();
    else chain.setMark(mark, { colour }).run();
  };
  return (
    <DropdownMenu.Group aria-label={words[mark]}>
      <DropdownMenu.Label className={menuHeadingClass}>{words[mark]}</DropdownMenu.Label>
      <div className="grid grid-cols-[repeat(5,var(--control))] gap-1 px-1.5 pb-1.5">
        <Swatch label={`${words[mark]}: none`} isChosen={chosen === null} onSelect={() => put(null)} />
        {paletteColours.map((colour) => (
          <Swatch
            key={colour}
            label={`${words[mark]}: ${colour}`}
            paint={`var(--${variables[mark]}-${colour})`}
            isChosen={chosen === colour}
            onSelect={() => put(colour)}
          />
        ))}
      </div>
    </DropdownMenu.Group>
  );
}

function Swatch({
  label,
  paint,
  isChosen,
  onSelect,
}: {
  readonly label: string;
  readonly paint?: string;
  readonly isChosen: boolean;
  readonly onSelect: () => void;
}) {
  return (
    <DropdownMenu.Item
      aria-label={label}
      onSelect={onSelect}
      className="inline-flex size-(--control) cursor-default items-center justify-center rounded-sm border border-hairline outline-none data-[highlighted]:outline-2 data-[highlighted]:outline-accent"
      style={paint === undefined ? undefined : { background: paint }}
    >
      {isChosen ? <Check size={15} aria-hidden className="rounded-full bg-sheet text-ink" /> : null}
    </DropdownMenu.Item>
  );
}

function colourOf(editor: Editor, mark: ColourMark): string | null {
  const { colour }: { readonly colour?: unknown } = editor.getAttributes(mark);
  return typeof colour === "string" ? colour : null;
}
