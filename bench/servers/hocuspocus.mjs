/** Hocuspocus with its defaults, but for a free port: nothing is written. Prints where it is. */
import { Server } from "@hocuspocus/server";

const server = new Server({ port: 0, address: "127.0.0.1", quiet: true, stopOnSignals: false });
await server.listen();
process.stdout.write(`hocuspocus at http://127.0.0.1:${server.address.port}\n`);
process.once("SIGTERM", () => process.exit(0));
