/** The face that every library shows to the workloads, so that all are asked the same and answer in their own way. */

/** A form in which a library keeps or sends a whole document. */
export interface SaveForm {
  readonly name: string;
  /** Whether the text of what was deleted is in it. */
  readonly deletedText: boolean;
  /** Whether each deletion can still be named by somebody who comes later. */
  readonly deletionIds: boolean;
}

/** What a library is called, how it is used here, and what a page that uses it has to load. */
export interface LibraryFacts {
  readonly name: string;
  readonly title: string;
  /** The npm packages whose versions and licences are reported. */
  readonly packages: readonly string[];
  /** One or two sentences for the reader who suspects that it could have been used better. */
  readonly use: string;
  /** Sources of ES modules by what they export; the first is compared. Empty if none is measured. */
  readonly bundles: Readonly<Record<string, string>>;
}

/** A text that can be edited. Positions and counts are UTF-16 code units. */
export interface Editor {
  insert(index: number, text: string): void;
  delete(index: number, count: number): void;
  text(): string;
  /** Gives back memory that no garbage collector sees. */
  free?(): void;
}

/** A text without replicas: what editing costs at least. */
export interface EditorLibrary extends LibraryFacts {
  readonly merges: false;
  create(): Editor;
}

/** One writer's copy. */
export interface Replica extends Editor {
  /** Runs `edits` as one transaction, where the library knows such a thing. */
  transact(edits: () => void): void;
  /** The own edits since the last call as one message; null if there are none. */
  takeUpdate(): Uint8Array | null;
  /** Takes in one message of another replica. */
  apply(update: Uint8Array): void;
  /** The own edits since the last `takeUpdate` or `apply`, in a form meant for much at once. */
  takeBatch(form: string): Uint8Array;
  /** Takes in many single messages at once, causes first, in the library's own way for that if it has one. */
  applyAll(updates: readonly Uint8Array[]): void;
  /** All that is known here as a message for a newcomer; null if saving and loading is the library's way. */
  everything(form: string): Uint8Array | null;
  /** Takes in what `takeBatch` or `everything` made. */
  applyBatch(batch: Uint8Array, form: string): void;
  save(form: string): Uint8Array;
}

/** How a replica is going to be used. */
export interface ReplicaOptions {
  /** Whether `takeUpdate` will be called: libraries that tell listeners get one only then. */
  readonly sends: boolean;
}

/** A text of which there are replicas. */
export interface ReplicaLibrary extends LibraryFacts {
  readonly merges: true;
  readonly batchForms: readonly string[];
  readonly saveForms: readonly SaveForm[];
  /** A new, empty replica. Different numbers of writers give different replica ids, of the size that the library draws itself. */
  create(writer: number, options: ReplicaOptions): Replica;
  load(bytes: Uint8Array, form: string, writer: number, options: ReplicaOptions): Replica;
}

/** Anything that is measured. */
export type Library = EditorLibrary | ReplicaLibrary;
