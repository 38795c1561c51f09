/** Draws `results.svg` out of `results.json`: how many times as long, and how many times as many bytes, as Weft. */
import { readFileSync, writeFileSync } from "node:fs";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

interface PlottedResults {
  readonly machine: { readonly processors: string; readonly node: string };
  readonly libraries: readonly { readonly name: string; readonly title: string }[];
  readonly workloads: readonly { readonly name: string; readonly title: string; readonly unit: string }[];
  readonly results: readonly {
    readonly library: string;
    readonly workload: string;
    readonly ms: { readonly median: number } | null;
    readonly values: Readonly<Record<string, number>>;
  }[];
}

/** What stands for a workload that is not about time. */
const plottedValues = ["rawBytes", "heldBytes", "gzipBytes"];
const ours = "weft";

const [resultsFile = "", svgFile = ""] = process.argv.slice(2);
const results: PlottedResults = JSON.parse(readFileSync(resultsFile, "utf8"));
const view = new View(parse(compile(specOf(results)).spec), { renderer: "none" });
writeFileSync(svgFile, `${await view.toSVG()}\n`);

interface Dot {
  readonly workload: string;
  readonly library: string;
  readonly times: number;
}

function dotsOf({ libraries, workloads, results: all }: PlottedResults): readonly Dot[] {
  const dots: Dot[] = [];
  for (const { name, title } of workloads) {
    const figureOf = (library: string): number | null => {
      const result = all.find((one) => one.library === library && one.workload === name);
      const value = plottedValues.map((key) => result?.values[key]).find((found) => found !== undefined);
      return result?.ms?.median ?? value ?? null;
    };
    const own = figureOf(ours);
    if (own === null) continue;
    for (const { name: library, title: libraryTitle } of libraries) {
      const figure = figureOf(library);
      if (figure !== null) dots.push({ workload: title, library: libraryTitle, times: figure / own });
    }
  }
  return dots;
}

function specOf(plotted: PlottedResults): TopLevelSpec {
  const dots = dotsOf(plotted);
  return {
    background: "white",
    title: {
      text: "Every library as a multiple of Weft: time, or bytes where the row is about size",
      subtitle: `${plotted.machine.processors}, Node ${plotted.machine.node}. Left of the line somebody else is ahead.`,
      anchor: "start",
      offset: 16,
    },
    padding: 16,
    width: 620,
    height: { step: 19 },
    layer: [
      {
        data: { values: [{ times: 1 }] },
        mark: { type: "rule", color: "#1a1a1a", strokeWidth: 1 },
        encoding: { x: { field: "times", type: "quantitative" } },
      },
      {
        data: { values: [...dots] },
        mark: { type: "point", filled: true, size: 64, opacity: 0.85 },
        encoding: {
          x: {
            field: "times",
            type: "quantitative",
            scale: { type: "log" },
            axis: { title: "times Weft", orient: "top", format: "~s", gridColor: "#e8e8e8" },
          },
          y: {
            field: "workload",
            type: "nominal",
            sort: null,
            axis: {
              title: null,
              labelLimit: 420,
              domain: false,
              ticks: false,
              grid: true,
              gridColor: "#f4f4f4",
            },
          },
          color: {
            field: "library",
            type: "nominal",
            sort: plotted.libraries.map(({ title }) => title),
            scale: { scheme: "tableau10" },
            legend: { title: null, symbolSize: 90 },
          },
          shape: {
            field: "library",
            type: "nominal",
            sort: plotted.libraries.map(({ title }) => title),
          },
        },
      },
    ],
    config: {
      font: "system-ui, -apple-system, Segoe UI, sans-serif",
      view: { stroke: null },
      axis: { labelFontSize: 11, titleFontSize: 11 },
    },
  };
}
