import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A folder where one process of a library leaves bytes for the next one. */
export class Scratch {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** Throws if nobody has written it. */
  read(name: string): Uint8Array {
    return new Uint8Array(readFileSync(this.path(name)));
  }

  write(name: string, bytes: Uint8Array): void {
    writeFileSync(this.path(name), bytes);
  }

  private path(name: string): string {
    return join(this.folder, name.replace(/[^a-z0-9.-]+/gi, "_"));
  }
}
