import { Popover } from "radix-ui";
import { useId } from "react";
import { classNames } from "../design/class-names.ts";
import { TextField } from "../design/controls/text-field.tsx";
import { changeSettings } from "../settings/settings.ts";
import { Avatar } from "./avatar.tsx";
import { colourCount, type Face, personStyle } from "./face.ts";

/** One's own face in the bar; opens the form in which name and colour are chosen. `name` is what was typed so far. */
export function PersonButton({ face, name }: { readonly face: Face; readonly name: string }) {
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={`You are ${face.name}. Change your name and colour`}
        className="inline-flex min-h-(--control) min-w-(--control) shrink-0 items-center justify-center rounded-full"
        data-testid="own-face"
      >
        <Avatar face={face} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="z-40 flex w-80 animate-[appear_var(--calm)_var(--ease)] flex-col gap-4 rounded-md border border-hairline bg-sheet p-4 shadow-soft"
        >
          <TextField
            label="Your name, as others see it"
            value={name}
            maxLength={40}
            onChange={(event) => changeSettings({ personName: event.target.value })}
          />
          <ColourChoice colour={face.colour} />
          <p className="text-caption text-soft">
            Kept in this browser. People in a document see it at your caret.
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ColourChoice({ colour }: { readonly colour: number }) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-2 font-medium text-soft">Your colour</legend>
      <div className="grid grid-cols-6 justify-items-center gap-y-2">
        {Array.from({ length: colourCount }, (_, index) => (
          <label
            // The palette is fixed: a colour is its index.
            key={personStyle(index)["--person"]}
            style={personStyle(index)}
            className={classNames(
              "size-(--control) cursor-pointer rounded-full bg-(--person) ring-offset-2 ring-offset-sheet has-focus-visible:ring-2 has-focus-visible:ring-accent",
              index === colour && "ring-2 ring-ink",
            )}
          >
            <input
              type="radio"
              name={name}
              checked={index === colour}
              onChange={() => changeSettings({ personColour: index })}
              className="sr-only"
              aria-label={`Colour ${index + 1}`}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
