/** Rows about memory: sockets that do nothing, and documents that come and go. */
import { pause, round } from "../samples.ts";
import { inPools, type Scene } from "./scene.ts";

const idleSockets = 5000;
const documents = 10_000;
/** So many documents first, that everything which is kept on purpose is full. */
const firstDocuments = 3000;

/** 5,000 sockets that have joined one of 50 documents and say nothing. */
export const idleScene: Scene = async ({ dialect, serverFigures }) => {
  const rooms = await Promise.all(Array.from({ length: 50 }, () => dialect.createRoom()));
  const openAll = (count: number) =>
    inPools(count, 40, async (index) => {
      const room = rooms[index % rooms.length];
      return room === undefined ? null : dialect.open(room, {});
    });
  // Code is compiled and buffers of the platform are made once, for however many.
  const first = await openAll(500);
  await pause(1000);
  const before = await serverFigures("collected");
  const opened = await openAll(idleSockets);
  await pause(1000);
  const after = await serverFigures("collected");
  for (const client of [...first, ...opened]) client?.close();
  return {
    "kB each": round((after.rssBytes - before.rssBytes) / idleSockets / 1000),
    "kB each in the main thread's heap": round((after.usedBytes - before.usedBytes) / idleSockets / 1000),
  };
};

/** 10,000 documents, each opened, written in and left. */
export const documentsScene: Scene = async ({ dialect, serverFigures }) => {
  const visit = async (): Promise<void> => {
    const room = await dialect.createRoom();
    const [edit] = dialect.prepare(room, 1, 200);
    const writer = await dialect.open(room, {});
    let hear = (): void => {};
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const reader = await dialect.open(room, { edit: () => hear() });
    if (edit !== undefined) writer.send(edit.message);
    await heard;
    writer.close();
    reader.close();
  };
  await inPools(firstDocuments, 20, visit);
  await pause(2000);
  const before = await serverFigures("collected");
  await inPools(documents, 20, visit);
  await pause(2000);
  const after = await serverFigures("collected");
  return {
    "before MB": round(before.rssBytes / 1e6),
    "after MB": round(after.rssBytes / 1e6),
    "grown %": round((after.rssBytes / before.rssBytes - 1) * 100),
    "grown % in the main thread's heap": round((after.usedBytes / before.usedBytes - 1) * 100),
  };
};
