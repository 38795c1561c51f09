import { pause, Samples } from "../samples.ts";
import type { Scene } from "./scene.ts";

const joins = 150;
const documentBytes = 4_000_000;
const editLength = 100_000;

/** 150 clients that know nothing come at once to a document of 4 MB on the wire. */
export const joinsScene: Scene = async ({ dialect }) => {
  const room = await dialect.createRoom();
  const edits = dialect.prepare(room, documentBytes / editLength, editLength);
  const writer = await dialect.open(room, {});
  for (const { message } of edits) {
    writer.send(message);
    await pause(50);
  }
  await pause(2000);
  const reader = await dialect.open(room, {});
  const lags = new Samples();
  const clients = await Promise.all(
    Array.from({ length: joins }, async () => {
      const start = performance.now();
      const client = await dialect.open(room, {});
      lags.add(performance.now() - start);
      return client;
    }),
  );
  for (const client of [writer, reader, ...clients]) client.close();
  return lags.figures();
};
