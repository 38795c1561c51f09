import { useCallback, useEffect, useRef, useState } from "react";
import type { LabAddress } from "../lab-address.ts";
import type { HeapReport, HeapRequest } from "./heap-messages.ts";
import { measureWorkers } from "./heap-meter.ts";

/** A measurement as far as it has come. */
export type Heap =
  | { readonly state: "idle" }
  /** `step` of `steps`; each takes seconds. */
  | { readonly state: "measuring"; readonly step: number; readonly steps: number }
  | { readonly state: "measured"; readonly bytes: Readonly<Record<string, number>> }
  /** The browser does not say. */
  | { readonly state: "unknown" };

const idle: Heap = { state: "idle" };

/** Weighs the replicas of a run in this browser's heap, when asked to; another run forgets it. */
export function useHeap(address: LabAddress): {
  readonly heap: Heap;
  readonly measure: () => void;
  readonly cancel: () => void;
} {
  const [heap, setHeap] = useState<Heap>(idle);
  const worker = useRef<Worker | null>(null);
  const { scene, seed, size } = address;
  const chosen = address.engines.join(",");
  const cancel = useCallback((): void => {
    worker.current?.terminate();
    worker.current = null;
    setHeap(idle);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured is of one run.
  useEffect(() => cancel, [cancel, scene, seed, size, chosen]);
  const measure = (): void => {
    cancel();
    const engines = chosen.split(",");
    const made = new Worker(new URL("./heap-worker.ts", import.meta.url), { type: "module" });
    const say = (request: HeapRequest): void => made.postMessage(request);
    const end = (last: Heap): void => {
      cancel();
      setHeap(last);
    };
    let step = 0;
    const note = (): void => setHeap({ state: "measuring", step: ++step, steps: engines.length + 1 });
    made.onmessage = ({ data }: MessageEvent<HeapReport>) => {
      if (data.type === "done") {
        end({ state: "measured", bytes: data.bytes });
        return;
      }
      note();
      void measureWorkers().then((bytes) => {
        if (worker.current !== made) return;
        if (bytes === null) end({ state: "unknown" });
        else say({ type: "measured", bytes });
      });
    };
    worker.current = made;
    setHeap({ state: "measuring", step: 0, steps: engines.length + 1 });
    say({ type: "weigh", scene, seed, size, engines });
  };
  return { heap, measure, cancel };
}
