/** Draws `results.svg` out of `results.json`: how many times as long, and how many times as many bytes, as Weft. */
import { readFileSync, writeFileSync } from "node:fs";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

interface PlottedResults {
  readonly machine: { readonly processors: string; readonly node: string };
  readonly settings: { readonly limitSeconds: number };
  readonly libraries: readonly { readonly name: string; readonly title: string }[];
  readonly workloads: readonly { readonly name: string; readonly title: string }[];
  readonly results: readonly PlottedResult[];
}

interface PlottedResult {
  readonly library: string;
  readonly workload: string;
  readonly status: string;
  readonly ms: { readonly median: number } | null;
  readonly values: Readonly<Record<string, number>>;
}

/** What stands for a workload that is not about time. */
const plottedValues = ["rawBytes", "heldBytes", "gzipBytes"];
const ours = "weft";
/** Told apart by people who see colours otherwise, too: each has a shape of its own besides. */
const colours = [
  "#9a9a9a",
  "#d1495b",
  "#edae49",
  "#00798c",
  "#6a4c93",
  "#2e7d32",
  "#a5d6a7",
  "#1f77d0",
  "#8d5524",
];
const shapes = [
  "square",
  "triangle-up",
  "triangle-right",
  "diamond",
  "cross",
  "circle",
  "circle",
  "square",
  "triangle-down",
];

/** A layer of a chart. */
type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

interface Dot {
  readonly workload: string;
  readonly library: string;
  readonly times: number;
  readonly reading: "measured" | "at least: ended at the limit";
}

/** Where every library but ours stands in each row. */
function dotsOf({ libraries, workloads, results: all, settings }: PlottedResults): readonly Dot[] {
  const dots: Dot[] = [];
  for (const { name, title } of workloads) {
    const find = (library: string): PlottedResult | undefined =>
      all.find((one) => one.library === library && one.workload === name);
    const own = figureOf(find(ours));
    if (own === null) continue;
    for (const { name: library, title: libraryTitle } of libraries) {
      if (library === ours) continue;
      const result = find(library);
      const exceeded = result?.status === "exceeded";
      const figure = exceeded ? settings.limitSeconds * 1000 : figureOf(result);
      const reading = exceeded ? "at least: ended at the limit" : "measured";
      if (figure !== null)
        dots.push({ workload: title, library: libraryTitle, times: figure / own, reading });
    }
  }
  return dots;
}

function figureOf(result: PlottedResult | undefined): number | null {
  const value = plottedValues.map((key) => result?.values[key]).find((found) => found !== undefined);
  return result?.ms?.median ?? value ?? null;
}

function specOf(plotted: PlottedResults): TopLevelSpec {
  const titles = plotted.libraries.filter(({ name }) => name !== ours).map(({ title }) => title);
  return {
    background: "white",
    title: {
      text: "Every library as a multiple of Weft: time, or bytes where the row is about size",
      subtitle: `${plotted.machine.processors}, Node ${plotted.machine.node}. The black line is Weft; left of it somebody else is ahead.`,
      anchor: "start",
      frame: "group",
      offset: 16,
    },
    padding: 16,
    width: 640,
    height: { step: 19 },
    layer: [ourLine, dots(dotsOf(plotted), titles)],
    config: {
      font: "system-ui, -apple-system, Segoe UI, sans-serif",
      view: { stroke: null },
      axis: { labelFontSize: 11, titleFontSize: 11 },
    },
  };
}

const ourLine: Layer = {
  data: { values: [{ times: 1 }] },
  mark: { type: "rule", color: "#1a1a1a", strokeWidth: 2 },
  encoding: { x: { field: "times", type: "quantitative" } },
};

function dots(values: readonly Dot[], titles: readonly string[]): Layer {
  return {
    data: { values: [...values] },
    mark: { type: "point", filled: true, size: 64 },
    encoding: {
      x: {
        field: "times",
        type: "quantitative",
        scale: { type: "log" },
        axis: {
          title: "times Weft",
          orient: "top",
          labelExpr: "datum.value < 1 ? '1/' + format(1 / datum.value, ',.0f') : format(datum.value, ',.0f')",
          values: [0.001, 0.01, 0.1, 1, 10, 100, 1_000, 10_000, 100_000],
          gridColor: "#ececec",
        },
      },
      y: {
        field: "workload",
        type: "nominal",
        sort: null,
        axis: { title: null, labelLimit: 0, domain: false, ticks: false, grid: true, gridColor: "#f4f4f4" },
      },
      color: {
        field: "library",
        type: "nominal",
        scale: { domain: [...titles], range: colours },
        legend: { title: null, symbolSize: 90, labelLimit: 0 },
      },
      shape: { field: "library", type: "nominal", scale: { domain: [...titles], range: shapes } },
      opacity: {
        field: "reading",
        type: "ordinal",
        scale: { domain: ["measured", "at least: ended at the limit"], range: [0.9, 0.35] },
        legend: { title: null, labelLimit: 0 },
      },
    },
  };
}

const [resultsFile = "", svgFile = ""] = process.argv.slice(2);
const results: PlottedResults = JSON.parse(readFileSync(resultsFile, "utf8"));
const view = new View(parse(compile(specOf(results)).spec), { renderer: "none" });
writeFileSync(svgFile, `${await view.toSVG()}\n`);
