import { Download, Link2 } from "lucide-react";
import { Button } from "../../design/controls/button.tsx";
import { copyText } from "../../design/copy-text.ts";
import { saveBlob } from "../../design/save-blob.ts";
import { type LabAddress, labPath } from "../lab-address.ts";
import type { SceneRun } from "./use-scene-run.ts";

/** How far a run is; at its end its fingerprint, and the ways to hand it on. */
export function RunLine({ run, address }: { readonly run: SceneRun; readonly address: LabAddress }) {
  const exportRun = (): void => {
    const { fingerprint, longestFrameMs, verdicts } = run;
    const json = JSON.stringify({ ...address, fingerprint, longestFrameMs, verdicts }, null, 1);
    saveBlob(new Blob([json], { type: "application/json" }), `lab-${address.scene}-${address.seed}.json`);
  };
  return (
    <p className="mb-3 min-h-5 text-soft" role="status" data-run={run.state}>
      {run.state === "running" ? (
        <span className="flex flex-wrap items-center gap-3">
          {`Playing … ${run.moment}`}
          {run.share === null ? null : <progress value={run.share} aria-label="Progress" />}
        </span>
      ) : null}
      {run.state === "cancelled" ? "Cancelled." : null}
      {run.state === "done" ? (
        <span className="flex flex-wrap items-center gap-2">
          Done. Fingerprint <code className="font-mono">{run.fingerprint}</code>
          <span data-longest-frame={run.longestFrameMs}>
            · longest frame {Math.round(run.longestFrameMs)} ms
          </span>
          <Button tone="quiet" onClick={() => void copyText(`${location.origin}${labPath(address)}`)}>
            <Link2 size={14} aria-hidden /> Copy link
          </Button>
          <Button tone="quiet" onClick={exportRun}>
            <Download size={14} aria-hidden /> Export JSON
          </Button>
        </span>
      ) : null}
    </p>
  );
}
