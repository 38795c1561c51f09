/** A stage for whole replicas with real rich text: the model server, a network, and time that passes when it is told to. */
import { seededRandom, VirtualClock } from "@weft/base";
import { createRichText, type RichText } from "@weft/richtext";
import { openReplica, type Replica } from "../src/index.ts";
import { MemoryStore } from "../src/store/memory-store.ts";
import { FakeNetwork } from "./simulation/fake-network.ts";
import { ModelServer } from "./simulation/model-server.ts";

export const documentId = "0123456789abcdef0123456789abcdef";

/** One server, one way to it, one clock. */
export class Stage {
  readonly clock = new VirtualClock(1_000_000);
  readonly random = seededRandom(11);
  readonly server: ModelServer;
  readonly network: FakeNetwork;

  constructor() {
    const { clock, random } = this;
    this.server = new ModelServer({ clock, random, factory: createRichText });
    this.network = this.anotherWay();
    this.server.setRole("owner", "owner");
    this.server.setRole("viewer", "viewer");
  }

  anotherWay(): FakeNetwork {
    const { clock, random, server } = this;
    return new FakeNetwork({ clock, random, server, delayMsMax: 5 });
  }

  /** One tab of the browser that `store` and `tabs` stand for. */
  open(options: Partial<Parameters<typeof openReplica>[0]> = {}): Promise<Replica> {
    const { clock, random } = this;
    const webSocket = this.network.webSocket();
    const base = { url: "http://model", documentId, token: "owner", create: true, tabs: null };
    return this.run(openReplica({ ...base, store: new MemoryStore(), webSocket, clock, random, ...options }));
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 5) {
      this.clock.advance(5);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets time pass until `promise` has ended. */
  async run<Value>(promise: Promise<Value>): Promise<Value> {
    let ended = false;
    const mark = () => {
      ended = true;
    };
    promise.then(mark, mark);
    for (let step = 0; step < 400 && !ended; step++) await this.pass(20);
    if (!ended) throw new Error("it takes too long");
    return promise;
  }
}

/** Types at the end, or at `at`. */
export function type(document: RichText, text: string, at = document.length): void {
  document.edit([{ type: "insertText", at, text }]);
}

/** What a copy of a browser's profile holds of the document. */
export async function copyOf(store: MemoryStore): Promise<MemoryStore> {
  const loaded = await store.load(documentId);
  if (!loaded.ok) throw new Error("the store is open");
  const { tail, place, replicas, snapshot, mark, outbox } = loaded.value;
  const copy = new MemoryStore({ keeps: true });
  if (snapshot) await copy.compact(documentId, { ...mark, generation: 0 }, snapshot);
  await copy.receive(documentId, { updates: tail, saved: [], after: null, place });
  await copy.append(documentId, outbox);
  for (const replica of replicas) await copy.addReplica(documentId, replica);
  return copy;
}
