/**
 * A scene played with several engines in turns, a moment of each at a time. To look at it changes nothing: the verdicts are
 * those of `playScene`.
 */
import {
  engineNamed,
  isWeftReplica,
  type Performance,
  perform,
  sceneNamed,
  type WeftPicture,
  weftPicture,
} from "@weft/lab";
import type { EngineSight, SceneRequest } from "./scene-messages.ts";

/** Longer documents are not drawn. */
const drawnSizeMax = 2_500;

/** One engine on its way. */
export interface Going {
  readonly engine: string;
  readonly performance: Performance;
  /** What happened last. */
  readonly moment: string;
}

/** The engines of one run. */
export class SideBySide {
  private readonly all: readonly { readonly engine: string; readonly performance: Performance }[];
  private readonly going: Set<SideBySide["all"][number]>;

  /** Engines and scenes that nobody knows are left out. */
  constructor({ scene: name, engines, seed, size }: SceneRequest) {
    const scene = sceneNamed(name);
    this.all = engines.flatMap((engineName) => {
      const engine = engineNamed(engineName);
      return engine && scene
        ? [{ engine: engineName, performance: perform({ engine, scene, seed, size }) }]
        : [];
    });
    this.going = new Set(this.all);
  }

  /** Plays a moment of every engine that is not at its end, again and again. Yields those that were not. */
  *turns(): Generator<readonly Going[], void, void> {
    while (this.going.size > 0) {
      const turn: Going[] = [];
      for (const one of this.going) {
        const moment = one.performance.next();
        if (moment === null) this.going.delete(one);
        else turn.push({ ...one, moment });
      }
      if (turn.length > 0) yield turn;
    }
  }

  /** The share of all edits that are made; null where nobody knows how many there will be. */
  get share(): number | null {
    let made = 0;
    let wanted = 0;
    for (const one of this.all) {
      const { stage, scenery } = one.performance;
      if (scenery.editCount === null) return null;
      made += this.going.has(one) ? stage.edits : scenery.editCount;
      wanted += scenery.editCount;
    }
    return wanted === 0 ? null : made / wanted;
  }

  /** What there is to be seen of all engines, the verdicts among it. */
  sights(): readonly EngineSight[] {
    return this.all.map(({ engine, performance }) => sightOf({ engine, performance, moment: "" }));
  }
}

/** What there is to be seen of one engine. */
export function sightOf({ engine, performance, moment }: Going): EngineSight {
  const { docs } = performance.stage;
  const isDrawn = docs.every((doc) => doc.content.size <= drawnSizeMax);
  const { judge } = performance.scenery;
  return {
    engine,
    moment,
    people: isDrawn
      ? docs.map((doc, person) => ({ doc: doc.toJSON(), lost: judge.lostPlaces(person, doc) }))
      : null,
    verdict: performance.verdict(),
    picture: isDrawn ? pictureOf(performance) : null,
  };
}

function pictureOf({ stage }: Performance): WeftPicture | null {
  const [replica] = stage.room.replicas;
  return replica && isWeftReplica(replica) ? weftPicture(replica.richText) : null;
}
