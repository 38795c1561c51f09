import type { PictureElement, WeftPicture } from "@weft/lab";
import { memo, useState } from "react";

const stepX = 22;
const stepY = 26;
const margin = 18;
const depthMax = 14;

/** The tree that our RGA keeps, as it was after any of its ops, and the ops beside it. */
export const PictureOfTree = memo(function PictureOfTree({ picture }: { readonly picture: WeftPicture }) {
  const { ops, elements } = picture;
  const [wanted, setWanted] = useState(Number.POSITIVE_INFINITY);
  const step = Math.min(wanted, ops.length);
  const there = elements.filter(({ op }) => op < step);
  const places = new Map(
    there.map((element, index) => [element.name, { x: margin + index * stepX, y: rowOf(element) }]),
  );
  const depth = Math.max(0, ...there.map(({ depth: own }) => Math.min(own, depthMax)));
  return (
    <section className="mt-8 border-hairline border-t pt-4" aria-label="The inside of the Weft document">
      <h2 className="font-medium text-body">Inside Weft: the tree and its log</h2>
      <p className="mb-3 max-w-2xl text-soft">
        Each character is a child of the one it was typed after, or, drawn to its left, of the one it was
        typed before. From left to right they are the document; what is deleted keeps its place and is drawn
        hollow. ¶ begins a block.
      </p>
      <label className="mb-3 flex items-center gap-3 text-soft">
        Step
        <input
          type="range"
          min={0}
          max={ops.length}
          value={step}
          onChange={({ target }) => setWanted(Number(target.value))}
          className="h-(--control) w-72 min-w-0 max-w-full accent-accent"
        />
        <output className="shrink-0 whitespace-nowrap tabular-nums">
          {step} of {ops.length}
        </output>
      </label>
      <div className="grid gap-6 lg:grid-cols-[1fr_16rem]">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
        <section className="overflow-x-auto" aria-label="The tree" tabIndex={0}>
          <svg
            width={margin * 2 + there.length * stepX}
            height={margin * 2 + (depth + 1) * stepY}
            role="img"
            aria-label={`${there.length} elements, of which ${there.filter(({ isDeleted }) => isDeleted).length} are deleted`}
          >
            {there.map(({ name, parent }) => {
              const from = places.get(name);
              const to = parent === null ? undefined : places.get(parent);
              return from && to ? (
                <line
                  key={name}
                  x1={from.x}
                  y1={from.y}
                  x2={to.x}
                  y2={to.y}
                  stroke="var(--hairline-strong)"
                />
              ) : null;
            })}
            {there.map((element) => {
              const at = places.get(element.name);
              return at ? <ElementDot key={element.name} element={element} x={at.x} y={at.y} /> : null;
            })}
          </svg>
        </section>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
        <ol className="max-h-72 overflow-y-auto text-caption text-soft" aria-label="The log" tabIndex={0}>
          {ops.slice(0, step).map(({ writer, counter, lamport, words }) => (
            <li key={`${writer}.${counter}`} className="flex gap-2 py-0.5">
              <span className="w-10 shrink-0 text-right text-faint tabular-nums">{lamport}</span>
              <span className="lab-writer" style={{ borderColor: colourOf(writer) }}>
                {writer}.{counter}
              </span>
              <span className="truncate">{words}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
});

function ElementDot({
  element,
  x,
  y,
}: {
  readonly element: PictureElement;
  readonly x: number;
  readonly y: number;
}) {
  const { name, sign, writer, isDeleted } = element;
  const colour = colourOf(writer);
  return (
    <g>
      <title>{`${name}${isDeleted ? ", deleted" : ""}`}</title>
      <circle
        cx={x}
        cy={y}
        r={9}
        fill="var(--sheet)"
        stroke={colour}
        strokeDasharray={isDeleted ? "2 2" : undefined}
      />
      <text
        x={x}
        y={y + 4}
        textAnchor="middle"
        fontSize={11}
        fill={isDeleted ? "var(--ink-faint)" : "var(--ink)"}
        textDecoration={isDeleted ? "line-through" : undefined}
      >
        {sign === " " ? "␣" : sign}
      </text>
    </g>
  );
}

function rowOf({ depth }: PictureElement): number {
  return margin + Math.min(depth, depthMax) * stepY;
}

function colourOf(writer: number): string {
  return `var(--person-${writer % 12})`;
}
