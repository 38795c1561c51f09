import type { Verdict } from "@weft/lab";
import { useCallback, useEffect, useRef, useState } from "react";
import type { EngineSight, SceneReport, SceneRequest } from "./scene-messages.ts";

/** A run as far as it has come. */
export interface SceneRun {
  readonly state: "idle" | "running" | "done" | "cancelled";
  /** By engine, in the order in which they were asked for. */
  readonly sights: Readonly<Record<string, EngineSight>>;
  readonly moment: string;
  readonly verdicts: readonly Verdict[];
  readonly fingerprint: string;
}

const idle: SceneRun = { state: "idle", sights: {}, moment: "", verdicts: [], fingerprint: "" };

/** Plays scenes in a worker; a new one ends the one before. */
export function useSceneRun(): {
  readonly run: SceneRun;
  readonly play: (request: SceneRequest) => void;
  readonly cancel: () => void;
} {
  const [run, setRun] = useState(idle);
  const worker = useRef<Worker | null>(null);
  const end = useCallback((): void => {
    worker.current?.terminate();
    worker.current = null;
  }, []);
  useEffect(() => end, [end]);
  const play = useCallback(
    (request: SceneRequest): void => {
      end();
      setRun({ ...idle, state: "running" });
      const made = new Worker(new URL("./scene-worker.ts", import.meta.url), { type: "module" });
      worker.current = made;
      made.onmessage = ({ data }: MessageEvent<SceneReport>) => {
        setRun((before) => taken(before, data));
        if (data.type === "done") end();
      };
      made.postMessage(request);
    },
    [end],
  );
  const cancel = useCallback((): void => {
    end();
    setRun((before) => (before.state === "running" ? { ...before, state: "cancelled" } : before));
  }, [end]);
  return { run, play, cancel };
}

function taken(run: SceneRun, report: SceneReport): SceneRun {
  if (report.type === "progress") return { ...run, moment: report.moment };
  if (report.type === "done")
    return { ...run, state: "done", moment: "", verdicts: report.verdicts, fingerprint: report.fingerprint };
  const { sight } = report;
  return { ...run, moment: sight.moment, sights: { ...run.sights, [sight.engine]: sight } };
}
