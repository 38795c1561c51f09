import { keystrokeTimes, percentile } from "./keystroke-times.ts";
import { story } from "./stories.ts";

const keys = 200;

// A trace takes a picture for every key: it would measure itself.
story.use({ trace: "off" });

story("from a key to the other screen", async ({ people, server }) => {
  const { documentId, token } = await server.createDocument();
  const path = `/d/${documentId}#${token}`;
  const adas = await (await people.person("Ada", 0)).open(path);
  const graces = await (await people.person("Grace", 1)).open(path);
  const times = await keystrokeTimes(adas.page, graces.page, keys);
  const words = (share: number): string => `${percentile(times, share).toFixed(1)} ms`;
  process.stdout.write(
    `keystroke to the other screen, ${keys} keys: p50 ${words(0.5)}, p99 ${words(0.99)}, worst ${words(1)}\n`,
  );
});
