/** The clients' side: takes a task from the parent process, plays its scene, answers with the figures. */
import { once } from "node:events";
import { WeftDialect } from "./dialects/weft.ts";
import { type LoadYjsEdits, YjsDialect } from "./dialects/yjs.ts";
import type { FromClients, Task, ToClients } from "./messages.ts";
import { scenes } from "./scenes/index.ts";
import type { FiguresWhen, ServerFigures } from "./scenes/scene.ts";

/** No scene takes longer than this, whatever hangs. */
const secondsMax = 240;

/** Plays one task and ends the process. `load` imports a file of the peers' folder, in plain Node. */
export async function playForParent(load: LoadYjsEdits): Promise<void> {
  setTimeout(() => process.exit(3), secondsMax * 1000);
  process.once("disconnect", () => process.exit(4));
  tell({ type: "ready" });
  const [message]: ToClients[] = await once(process, "message");
  if (message?.type !== "task") throw new Error("the first message is a task");
  const figures = await play(message.task, load);
  tell({ type: "done", figures });
  process.disconnect();
  process.exit(0);
}

async function play(
  { scene, server, address, seconds }: Task,
  load: LoadYjsEdits,
): Promise<Readonly<Record<string, number>>> {
  const dialect = server === "weft" ? new WeftDialect(address) : await YjsDialect.load(address, server, load);
  const run = scenes[scene];
  if (run === undefined) throw new Error(`there is no scene ${scene}`);
  return run({ dialect, address, seconds, serverFigures: askFigures });
}

async function askFigures(when: FiguresWhen): Promise<ServerFigures> {
  const answer = once(process, "message");
  tell({ type: "serverFigures?", when });
  const [message]: ToClients[] = await answer;
  if (message?.type !== "serverFigures") throw new Error("the answer is the server's figures");
  return message.figures;
}

function tell(message: FromClients): void {
  process.send?.(message);
}
