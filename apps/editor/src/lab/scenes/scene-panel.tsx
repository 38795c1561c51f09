import { sceneNamed } from "@weft/lab";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { EngineChoice } from "../engine-choice.tsx";
import { HeapLine } from "../heap/heap-line.tsx";
import { useHeap } from "../heap/use-heap.ts";
import { type LabAddress, labPath, parseLabAddress } from "../lab-address.ts";
import { readablePicture } from "../marks/readable-letters.ts";
import { PictureOfTree } from "../picture/picture-of-tree.tsx";
import { EngineColumn } from "./engine-column.tsx";
import { RunLine } from "./run-line.tsx";
import { isRandom, SceneForm } from "./scene-form.tsx";
import { useSceneRun } from "./use-scene-run.ts";

/** Scripted scenes: what is chosen stands in the address, so that whoever opens it sees the same. */
export function ScenePanel() {
  const address = parseLabAddress(useSearch());
  const [, navigate] = useLocation();
  const [paceMs, setPaceMs] = useState(0);
  const { run, play, cancel } = useSceneRun();
  const { heap, measure, cancel: cancelHeap } = useHeap(address);
  const heapBytes = heap.state === "measured" ? heap.bytes : {};
  const choose = (changed: Partial<LabAddress>): void =>
    navigate(labPath({ ...address, ...changed }), { replace: true });
  const { scene, seed, size } = address;
  const chosen = address.engines.join(",");
  // Whoever opens an address sees what it says, without pressing anything.
  useEffect(() => {
    play({ scene, seed, size, engines: chosen.split(","), paceMs: 0 });
  }, [scene, seed, size, chosen, play]);
  // Hundreds of elements: they may come a little later than the rest.
  const seen = useDeferredValue(run.sights.weft?.picture);
  const picture = useMemo(() => (seen ? readablePicture(seen) : null), [seen]);
  return (
    <>
      <SceneForm
        address={address}
        paceMs={paceMs}
        isRunning={run.state === "running"}
        onChoose={choose}
        onPace={setPaceMs}
        onPlay={() => play({ ...address, paceMs })}
        onCancel={cancel}
      />
      <EngineChoice chosen={address.engines} onChoose={(engines) => choose({ engines })} />
      <p className="mb-4 text-soft">
        {sceneNamed(scene)?.about ?? "There is no scene of this name."}
        {isRandom(scene)
          ? " Every character is typed only once, so that each can be counted; letters in turn stand for them."
          : ""}
      </p>
      <RunLine run={run} address={address} />
      <div className="lab-columns">
        {address.engines.map((name) => {
          const sight = run.sights[name];
          return sight ? (
            <EngineColumn
              key={name}
              sight={sight}
              isDone={run.state === "done"}
              heapBytes={heapBytes[name] ?? null}
            />
          ) : null;
        })}
      </div>
      {run.state === "done" ? <HeapLine heap={heap} onMeasure={measure} onCancel={cancelHeap} /> : null}
      {picture ? <PictureOfTree picture={picture} /> : null}
    </>
  );
}
