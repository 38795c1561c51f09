import type { Library } from "../library.ts";

/** Every library by its name. A process loads the one that it measures and no other. */
export const libraries: Readonly<Record<string, () => Promise<Library>>> = {
  weft: async () => (await import("./weft.ts")).weft,
  "gap-buffer": async () => (await import("./gap-buffer.ts")).gapBuffer,
  yjs: async () => (await import("./peers/yjs.ts")).yjs,
  ywasm: async () => (await import("./peers/ywasm.ts")).ywasm,
  loro: async () => (await import("./peers/loro.ts")).loro,
  automerge: async () => (await import("./peers/automerge.ts")).automerge,
  "json-joy": async () => (await import("./peers/json-joy.ts")).jsonJoy,
  "json-joy-node": async () => (await import("./peers/json-joy-node.ts")).jsonJoyNode,
  "diamond-types": async () => (await import("./peers/diamond-types.ts")).diamondTypes,
  "list-positions": async () => (await import("./peers/list-positions.ts")).listPositions,
};
