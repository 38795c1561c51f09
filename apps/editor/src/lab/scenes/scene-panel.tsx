import { systemRandom } from "@weft/base";
import { engineNamed, engines, sceneNamed, scenes } from "@weft/lab";
import { Dices, Download, Link2, Play, Square } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { Button } from "../../design/controls/button.tsx";
import { copyText } from "../../design/copy-text.ts";
import { saveBlob } from "../../design/save-blob.ts";
import { type LabAddress, labPath, parseLabAddress } from "../lab-address.ts";
import { PictureOfTree } from "../picture/picture-of-tree.tsx";
import { EngineColumn } from "./engine-column.tsx";
import { useSceneRun } from "./use-scene-run.ts";

const paces = [
  { name: "at once", paceMs: 0 },
  { name: "to follow", paceMs: 500 },
  { name: "slowly", paceMs: 1_500 },
] as const;

/** Scripted scenes: what is chosen stands in the address, so that whoever opens it sees the same. */
export function ScenePanel() {
  const address = parseLabAddress(useSearch());
  const [, navigate] = useLocation();
  const [paceMs, setPaceMs] = useState<number>(0);
  const { run, play, cancel } = useSceneRun();
  const scene = sceneNamed(address.scene);
  const choose = (changed: Partial<LabAddress>): void =>
    navigate(labPath({ ...address, ...changed }), { replace: true });
  const { scene: sceneName, seed, size } = address;
  const chosen = address.engines.join(",");
  // Whoever opens an address sees what it says, without pressing anything.
  useEffect(() => {
    play({ scene: sceneName, seed, size, engines: chosen.split(","), paceMs: 0 });
  }, [sceneName, seed, size, chosen, play]);
  const toggle = (name: string): void => {
    const kept = engines
      .map((engine) => engine.name)
      .filter((other) => (other === name) !== address.engines.includes(other));
    if (kept.length > 0) choose({ engines: kept });
  };
  const exportRun = (): void =>
    saveBlob(
      new Blob(
        [JSON.stringify({ ...address, fingerprint: run.fingerprint, verdicts: run.verdicts }, null, 1)],
        {
          type: "application/json",
        },
      ),
      `lab-${address.scene}-${seed}.json`,
    );
  const picture = run.sights.weft?.picture;
  return (
    <>
      <form className="lab-bar" onSubmit={(event) => event.preventDefault()}>
        <label className="lab-field">
          Scene
          <select value={address.scene} onChange={({ target }) => choose({ scene: target.value })}>
            {scenes.map(({ name, title }) => (
              <option key={name} value={name}>
                {name === title ? name : `${name}: ${title}`}
              </option>
            ))}
          </select>
        </label>
        <label className="lab-field">
          Seed
          <input
            type="number"
            min={1}
            value={seed}
            onChange={({ target }) => choose({ seed: Number(target.value) || 1 })}
          />
        </label>
        <Button onClick={() => choose({ seed: 1 + systemRandom.below(1_000_000) })} aria-label="Another seed">
          <Dices size={16} aria-hidden />
        </Button>
        {scene && /^(loss|storm|offline|weather|long)/.test(scene.name) ? (
          <label className="lab-field">
            Times as long
            <input
              type="number"
              min={1}
              max={1_000}
              value={size}
              onChange={({ target }) => choose({ size: Number(target.value) || 1 })}
            />
          </label>
        ) : null}
        <label className="lab-field">
          Pace
          <select value={paceMs} onChange={({ target }) => setPaceMs(Number(target.value))}>
            {paces.map((pace) => (
              <option key={pace.name} value={pace.paceMs}>
                {pace.name}
              </option>
            ))}
          </select>
        </label>
        {run.state === "running" ? (
          <Button onClick={cancel}>
            <Square size={14} aria-hidden /> Cancel
          </Button>
        ) : (
          <Button tone="primary" onClick={() => play({ ...address, paceMs })}>
            <Play size={14} aria-hidden /> Play
          </Button>
        )}
      </form>
      <fieldset className="lab-engines">
        <legend className="sr-only">Engines</legend>
        {engines.map(({ name, title }) => (
          <label key={name}>
            <input type="checkbox" checked={address.engines.includes(name)} onChange={() => toggle(name)} />{" "}
            {title}
          </label>
        ))}
      </fieldset>
      <p className="mb-4 text-soft">{scene?.about ?? "There is no scene of this name."}</p>
      <p className="mb-3 min-h-5 text-soft" role="status" data-run={run.state}>
        {run.state === "running" ? `Playing … ${run.moment}` : null}
        {run.state === "cancelled" ? "Cancelled." : null}
        {run.state === "done" ? (
          <span className="flex flex-wrap items-center gap-2">
            Done. Fingerprint <code className="font-mono">{run.fingerprint}</code>
            <Button tone="quiet" onClick={() => void copyText(`${location.origin}${labPath(address)}`)}>
              <Link2 size={14} aria-hidden /> Copy link
            </Button>
            <Button tone="quiet" onClick={exportRun}>
              <Download size={14} aria-hidden /> Export JSON
            </Button>
          </span>
        ) : null}
      </p>
      <div className="lab-columns">
        {address.engines
          .filter((name) => engineNamed(name))
          .map((name) => {
            const sight = run.sights[name];
            return sight ? <EngineColumn key={name} sight={sight} isDone={run.state === "done"} /> : null;
          })}
      </div>
      {picture ? <PictureOfTree picture={picture} /> : null}
    </>
  );
}
