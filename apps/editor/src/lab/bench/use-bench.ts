import type { BenchFigure } from "@weft/lab";
import { useCallback, useEffect, useRef, useState } from "react";
import type { BenchReport, BenchRequest } from "./bench-messages.ts";

/** A run as far as it has come. */
export interface BenchRun {
  readonly state: "idle" | "running" | "done" | "cancelled" | "failed";
  readonly share: number;
  readonly figures: readonly BenchFigure[];
  readonly reason: string;
}

const idle: BenchRun = { state: "idle", share: 0, figures: [], reason: "" };

/** Runs the bench in a worker. */
export function useBench(): {
  readonly run: BenchRun;
  readonly start: (request: BenchRequest) => void;
  readonly cancel: () => void;
} {
  const [run, setRun] = useState(idle);
  const worker = useRef<Worker | null>(null);
  const end = useCallback((): void => {
    worker.current?.terminate();
    worker.current = null;
  }, []);
  useEffect(() => end, [end]);
  const start = useCallback(
    (request: BenchRequest): void => {
      end();
      setRun({ ...idle, state: "running" });
      const made = new Worker(new URL("./bench-worker.ts", import.meta.url), { type: "module" });
      worker.current = made;
      made.onmessage = ({ data }: MessageEvent<BenchReport>) => {
        setRun((before) => taken(before, data));
        if (data.type !== "figure") end();
      };
      made.postMessage(request);
    },
    [end],
  );
  const cancel = useCallback((): void => {
    end();
    setRun((before) => (before.state === "running" ? { ...before, state: "cancelled" } : before));
  }, [end]);
  return { run, start, cancel };
}

function taken(run: BenchRun, report: BenchReport): BenchRun {
  if (report.type === "done") return { ...run, state: "done", share: 1 };
  if (report.type === "failed") return { ...run, state: "failed", reason: report.reason };
  const { figure, share } = report;
  const others = run.figures.filter(
    ({ library, measure, edits }) =>
      library !== figure.library || measure !== figure.measure || edits !== figure.edits,
  );
  return { ...run, share, figures: [...others, figure] };
}
