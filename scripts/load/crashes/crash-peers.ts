/** The same for those beside us: what they say is safe, and what a kill leaves of it. */
import { installServers } from "../../bench/peers.ts";
import { type LoadYjsEdits, YjsDialect } from "../dialects/yjs.ts";
import { pause } from "../samples.ts";
import { RunningServer } from "../servers/running-server.ts";

const editsPerRound = 50;
const roundsOfPeers = 6;

/** Kills each peer six times, after fifty edits each, and says what became of them. */
export async function crashPeers(load: LoadYjsEdits): Promise<void> {
  await installServers();
  for (const kind of ["hocuspocus", "y-websocket"] as const) {
    let acknowledged = 0;
    let found = 0;
    for (let round = 0; round < roundsOfPeers; round++) {
      const before = await RunningServer.start({ kind, slowDiskMs: 0 });
      const dialect = await YjsDialect.load(before.address, kind, load);
      const room = await dialect.createRoom();
      const writer = await dialect.open(room, { settled: () => acknowledged++ });
      for (const { message } of dialect.prepare(room, editsPerRound, 1)) writer.send(message);
      await pause(1000);
      await before.stop();
      const after = await RunningServer.start({ kind, slowDiskMs: 0 });
      const again = await YjsDialect.load(after.address, kind, load);
      const reader = await again.open(room, {
        state: (update) => {
          found += again.lengthOf(update);
        },
      });
      reader.close();
      await after.stop();
    }
    const made = roundsOfPeers * editsPerRound;
    console.log(
      `${kind}, with its defaults: ${roundsOfPeers} kills, ${made} edits, ${acknowledged} of them acknowledged, ${made - found} lost`,
    );
  }
}
