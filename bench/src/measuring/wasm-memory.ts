/**
 * The memories of every WebAssembly instance that is made after `watchWasmMemory`. Libraries do not show theirs, and
 * neither the heap's nor the array buffers' counters hold them.
 */
const memories = new Set<WebAssembly.Memory>();

/** From now on instances are watched. To be called before a library is loaded. */
export function watchWasmMemory(): void {
  const { Instance, instantiate } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args: ConstructorParameters<typeof Instance>): WebAssembly.Instance {
      const instance = new target(...args);
      note(instance);
      return instance;
    },
  });
  const watched = async (...args: Parameters<typeof instantiate>): Promise<unknown> => {
    const made: unknown = await instantiate(...args);
    if (made instanceof Instance) note(made);
    else if (
      typeof made === "object" &&
      made !== null &&
      "instance" in made &&
      made.instance instanceof Instance
    )
      note(made.instance);
    return made;
  };
  Object.defineProperty(WebAssembly, "instantiate", { value: watched });
}

/** All of them together, in bytes. */
export function wasmMemoryBytes(): number {
  let bytes = 0;
  for (const memory of memories) bytes += memory.buffer.byteLength;
  return bytes;
}

function note({ exports }: WebAssembly.Instance): void {
  for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
}
