import { type BenchFigure, type BenchMeasure, benchLibraries } from "@weft/lab";
import { useEffect, useRef } from "react";
import UPlot from "uplot";
import { useThemeChanges } from "./use-theme-changes.ts";
import "uplot/dist/uPlot.min.css";

const width = 320;
const height = 190;
/** Lines are told apart by their dashes too. */
const dashes = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
const colours = ["--accent", "--amber-dot", "--red", "--ink-soft"];

/** How long one measure took with each number of edits, a line for each library. */
export function BenchPlot({
  measure,
  figures,
}: {
  readonly measure: BenchMeasure;
  readonly figures: readonly BenchFigure[];
}) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useThemeChanges();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read anew when the theme has changed.
  useEffect(() => {
    if (!place.current) return;
    const style = getComputedStyle(place.current);
    const of = figures.filter((figure) => figure.measure === measure);
    const sizes = [...new Set(of.map(({ edits }) => edits))].sort((a, b) => a - b);
    const axis = {
      stroke: style.getPropertyValue("--ink-soft"),
      grid: { stroke: style.getPropertyValue("--hairline"), width: 1 },
    };
    const lines = benchLibraries.map((library) =>
      sizes.map(
        (size) => of.find((figure) => figure.library === library && figure.edits === size)?.ms ?? null,
      ),
    );
    const plot = new UPlot(
      {
        width,
        height,
        scales: { x: { time: false } },
        legend: { live: false },
        axes: [axis, { ...axis, size: 54 }],
        series: [
          { label: "edits" },
          ...benchLibraries.map((library, index) => ({
            label: `${library}, ms`,
            stroke: style.getPropertyValue(colours[index] ?? "--ink"),
            width: 2,
            dash: dashes[index] ?? [],
          })),
        ],
      },
      [sizes, ...lines],
      place.current,
    );
    return () => plot.destroy();
  }, [figures, measure, theme]);
  return (
    <figure>
      <figcaption className="mb-1 font-medium">{measure}</figcaption>
      <div ref={place} className="lab-plot" />
    </figure>
  );
}
