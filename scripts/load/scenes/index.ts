/** The scenes by the name of their row. */
import { hostileScene } from "./hostile.ts";
import { joinsScene } from "./joins.ts";
import { documentsScene, idleScene } from "./memory.ts";
import { observersScene, presenceScene, writersScene } from "./one-room.ts";
import { revocationScene } from "./revocation.ts";
import type { Scene } from "./scene.ts";
import { slowDiskScene } from "./slow-disk.ts";
import { slowReadersScene } from "./slow-readers.ts";

/** What each row plays. */
export const scenes: Readonly<Record<string, Scene>> = {
  disk: slowDiskScene,
  writers: writersScene,
  presence: presenceScene,
  observers: observersScene,
  readers: slowReadersScene,
  idle: idleScene,
  joins: joinsScene,
  hostile: hostileScene,
  revocation: revocationScene,
  documents: documentsScene,
};
