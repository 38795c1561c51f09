import { pause, round } from "../samples.ts";
import { type Scene, sendSteadily } from "./scene.ts";

const writers = 50;
const editsPerSecond = 10;

/** 50 people write through one link, which its owner takes back: when the last is out, and what came after that. */
export const revocationScene: Scene = async ({ dialect, address, seconds }) => {
  const room = await dialect.createRoom();
  let lastHeardAt = 0;
  let heard = 0;
  const owner = await dialect.open(room, {
    edit: () => {
      heard++;
      lastHeardAt = performance.now();
    },
  });
  const link = await post(`${address}/api/documents/${room.id}/tokens`, room.token);
  let outAt = 0;
  let out = 0;
  const sending = Array.from({ length: writers }, async (_, index) => {
    const edits = dialect.prepare(room, editsPerSecond * (seconds + 2), 1);
    const client = await dialect.open(
      { ...room, token: link.token },
      {
        closed: () => {
          out++;
          outAt = performance.now();
        },
      },
    );
    await sendSteadily(client, edits, {
      delayMs: index * 2,
      gapMs: 1000 / editsPerSecond,
      made: () => {},
    });
  });
  await pause(seconds * 1000);
  const before = heard;
  const revokedAt = performance.now();
  await request("DELETE", `${address}/api/documents/${room.id}/tokens/${link.id}`, room.token);
  const answeredAt = performance.now();
  await Promise.all(sending);
  await pause(500);
  const isRefused = await dialect.open({ ...room, token: link.token }, {}).then(
    () => false,
    () => true,
  );
  owner.close();
  return {
    "out after ms": round(outAt - revokedAt),
    "answered after ms": round(answeredAt - revokedAt),
    out,
    before,
    "last edit after ms": round(Math.max(0, lastHeardAt - revokedAt)),
    "came in again": isRefused ? 0 : 1,
  };
};

interface Link {
  readonly id: string;
  readonly token: string;
}

async function post(url: string, token: string): Promise<Link> {
  return (await request("POST", url, token, { role: "editor" })).json();
}

async function request(method: string, url: string, token: string, body?: object): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status}`);
  return response;
}
