import { type BenchFigure, type BenchLibrary, benchLibraries, benchMeasures } from "@weft/lab";
import { Play, Square } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { Button } from "../../design/controls/button.tsx";
import { Wordmark } from "../../design/wordmark.tsx";
import { SettingsMenu } from "../../settings/settings-menu.tsx";
import { BenchPlot } from "./bench-plot.tsx";
import { CommittedResults } from "./committed-results.tsx";
import { useBench } from "./use-bench.ts";
import "../lab.css";

const workloads = [
  { title: "small: 500 to 2,000 edits", sizes: [500, 1_000, 2_000] },
  { title: "ordinary: 5,000 to 50,000 edits", sizes: [5_000, 10_000, 20_000, 50_000] },
  { title: "large: 50,000 to 200,000 edits", sizes: [50_000, 100_000, 200_000] },
] as const;

/** The bench in the visitor's own browser, and the committed results beside it. */
export function BenchPage() {
  const [chosen, setChosen] = useState(0);
  const { run, start, cancel } = useBench();
  useEffect(() => {
    document.title = "Bench · Weft";
  }, []);
  const workload = workloads[chosen] ?? workloads[0];
  const sizes = [...new Set(run.figures.map(({ edits }) => edits))].sort((a, b) => a - b);
  return (
    <>
      <header className="flex h-(--bar-height) items-center gap-4 border-hairline border-b px-4">
        <Link href="/" aria-label="Weft: All documents" className="flex h-(--control) items-center">
          <Wordmark />
        </Link>
        <h1 className="flex-1 font-medium text-body">Bench</h1>
        <Link href="/lab" className="flex h-(--control) items-center px-2 text-accent">
          The lab
        </Link>
        <SettingsMenu place="home" />
      </header>
      <main className="mx-auto w-full max-w-6xl px-4 pt-6 pb-16">
        <p className="mb-4 max-w-2xl text-body text-soft">
          The same edits on plain text, through @weft/rga, Yjs’s Y.Text, json-joy (17.67.0, the last one that
          is not AGPL) and list-positions, here in your browser. The best of three rounds counts; all must
          come to the same text. Automerge, Loro, diamond-types and ywasm come with megabytes of WebAssembly:
          they stand in the table below, measured by <code className="font-mono">npm run bench</code>.
        </p>
        <form className="lab-bar" onSubmit={(event) => event.preventDefault()}>
          <label className="lab-field">
            Workload
            <select value={chosen} onChange={({ target }) => setChosen(Number(target.value))}>
              {workloads.map(({ title }, index) => (
                <option key={title} value={index}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          {run.state === "running" ? (
            <Button onClick={cancel}>
              <Square size={14} aria-hidden /> Cancel
            </Button>
          ) : (
            <Button tone="primary" onClick={() => start({ sizes: workload.sizes })}>
              <Play size={14} aria-hidden /> Run
            </Button>
          )}
          {run.state === "running" ? <progress value={run.share} aria-label="Progress" /> : null}
        </form>
        <p className="mb-4 min-h-5 text-soft" role="status" data-run={run.state}>
          {run.state === "running" ? `${Math.round(run.share * 100)} % measured` : null}
          {run.state === "done" ? "Done: all came to the same text." : null}
          {run.state === "cancelled" ? "Cancelled." : null}
          {run.state === "failed" ? <span className="text-red">Ended by an error: {run.reason}</span> : null}
        </p>
        {sizes.length === 0 ? null : (
          <>
            <div className="mb-6 grid gap-6 sm:grid-cols-2 xl:grid-cols-3">
              {benchMeasures.map((measure) => (
                <BenchPlot key={measure} measure={measure} figures={run.figures} />
              ))}
            </div>
            <div className="overflow-x-auto">
              <FigureTable figures={run.figures} sizes={sizes} />
            </div>
          </>
        )}
        <CommittedResults />
      </main>
    </>
  );
}

function FigureTable({
  figures,
  sizes,
}: {
  readonly figures: readonly BenchFigure[];
  readonly sizes: readonly number[];
}) {
  const rows = benchMeasures.flatMap((measure) => sizes.map((edits) => ({ measure, edits })));
  return (
    <table className="lab-table">
      <caption className="sr-only">Measured here</caption>
      <thead>
        <tr>
          <th scope="col">measure</th>
          <th scope="col">edits</th>
          {benchLibraries.map((library) => (
            <th key={library} scope="col">
              {library}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ measure, edits }) => (
          <tr key={`${measure} ${edits}`}>
            <th scope="row" className="font-normal">
              {measure}
            </th>
            <td>{edits}</td>
            {benchLibraries.map((library: BenchLibrary) => (
              <td key={library}>
                {words(
                  figures.find(
                    (figure) =>
                      figure.library === library && figure.measure === measure && figure.edits === edits,
                  ),
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function words(figure: BenchFigure | undefined): string {
  if (!figure) return "…";
  // Browsers tell the time in tenths of a millisecond.
  const ms = figure.ms < 0.1 ? "< 0.1 ms" : `${figure.ms.toFixed(figure.ms < 10 ? 1 : 0)} ms`;
  return figure.bytes === null ? ms : `${ms}, ${figure.bytes} B`;
}
