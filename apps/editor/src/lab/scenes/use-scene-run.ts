import type { Verdict } from "@weft/lab";
import { useCallback, useEffect, useRef, useState } from "react";
import { FrameWatch } from "./frame-watch.ts";
import type { EngineSight, SceneReport, SceneRequest } from "./scene-messages.ts";

/** A run as far as it has come. */
export interface SceneRun {
  readonly state: "idle" | "running" | "done" | "cancelled";
  /** By engine, in the order in which they were asked for. */
  readonly sights: Readonly<Record<string, EngineSight>>;
  readonly moment: string;
  /** Of all edits; null where nobody knows how many there will be. */
  readonly share: number | null;
  /** Between two frames of the page while it ran, in milliseconds. */
  readonly longestFrameMs: number;
  readonly verdicts: readonly Verdict[];
  readonly fingerprint: string;
}

const idle: SceneRun = {
  state: "idle",
  sights: {},
  moment: "",
  share: null,
  longestFrameMs: 0,
  verdicts: [],
  fingerprint: "",
};

/** Plays scenes in a worker; a new one ends the one before. */
export function useSceneRun(): {
  readonly run: SceneRun;
  readonly play: (request: SceneRequest) => void;
  readonly cancel: () => void;
} {
  const [run, setRun] = useState(idle);
  const worker = useRef<Worker | null>(null);
  const [frames] = useState(() => new FrameWatch());
  const endWorker = useCallback((): void => {
    worker.current?.terminate();
    worker.current = null;
  }, []);
  const end = useCallback((): void => {
    endWorker();
    frames.stop();
  }, [endWorker, frames]);
  useEffect(() => end, [end]);
  const play = useCallback(
    (request: SceneRequest): void => {
      end();
      setRun({ ...idle, state: "running" });
      const made = new Worker(new URL("./scene-worker.ts", import.meta.url), { type: "module" });
      worker.current = made;
      made.onmessage = ({ data }: MessageEvent<SceneReport>) => {
        const take = (): void =>
          setRun((before) => ({ ...taken(before, data), longestFrameMs: frames.longestMs }));
        take();
        if (data.type !== "done") return;
        endWorker();
        frames.stopWhenDrawn(() => worker.current === null && take());
      };
      frames.start();
      made.postMessage(request);
    },
    [end, endWorker, frames],
  );
  const cancel = useCallback((): void => {
    end();
    setRun((before) => (before.state === "running" ? { ...before, state: "cancelled" } : before));
  }, [end]);
  return { run, play, cancel };
}

function taken(run: SceneRun, report: SceneReport): SceneRun {
  if (report.type === "progress") return { ...run, moment: report.moment, share: report.share };
  if (report.type === "done") {
    const { verdicts, fingerprint } = report;
    return { ...run, state: "done", moment: "", share: 1, verdicts, fingerprint };
  }
  const { sight } = report;
  return { ...run, moment: sight.moment, sights: { ...run.sights, [sight.engine]: sight } };
}
