/** What passes between the command and the process of its clients. */
import type { FiguresWhen, ServerFigures } from "./scenes/scene.ts";

/** Which servers there are; `weft-yjs` is ours with a Yjs document. */
export type ServerKind = "weft" | "weft-yjs" | "y-websocket" | "hocuspocus";

/** One scene on one server that runs. */
export interface Task {
  readonly scene: string;
  readonly server: ServerKind;
  /** `http://…` */
  readonly address: string;
  readonly seconds: number;
}

/** To the clients. */
export type ToClients =
  | { readonly type: "task"; readonly task: Task }
  | { readonly type: "serverFigures"; readonly figures: ServerFigures };

/** From the clients. */
export type FromClients =
  | { readonly type: "ready" }
  | { readonly type: "serverFigures?"; readonly when: FiguresWhen }
  | { readonly type: "done"; readonly figures: Readonly<Record<string, number>> };
