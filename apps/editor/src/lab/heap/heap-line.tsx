import { Scale, Square } from "lucide-react";
import { Button } from "../../design/controls/button.tsx";
import type { Heap } from "./use-heap.ts";

/** The way to a measured figure of the memory, beside the estimate that every browser can give. */
export function HeapLine({
  heap,
  onMeasure,
  onCancel,
}: {
  readonly heap: Heap;
  readonly onMeasure: () => void;
  readonly onCancel: () => void;
}) {
  return (
    <p
      className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-1 text-soft"
      aria-live="polite"
      data-heap={heap.state}
    >
      {heap.state === "measuring" ? (
        <>
          {heap.step === 0
            ? "Playing it again to weigh it …"
            : `Waiting for the browser to collect and count: ${heap.step} of ${heap.steps}, some seconds each …`}
          <Button tone="quiet" onClick={onCancel}>
            <Square size={14} aria-hidden /> Cancel
          </Button>
        </>
      ) : null}
      {heap.state === "idle" ? (
        <>
          The memory is an estimate, the same in every browser.
          <Button tone="quiet" onClick={onMeasure}>
            <Scale size={14} aria-hidden /> Measure this browser’s heap
          </Button>
        </>
      ) : null}
      {heap.state === "measured"
        ? "Measured in this browser’s heap after a collection: one replica with its editor’s document."
        : null}
      {heap.state === "unknown"
        ? "This browser does not say what its heap holds: the memory stays an estimate. Chrome and Edge do; npm run lab measures it in Node."
        : null}
    </p>
  );
}
