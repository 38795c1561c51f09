/** What the editor's own parts ask of the engine that holds a document, so that they are the same for every engine. */
import { type Editor, Extension } from "@tiptap/core";

/** Says where a position that is followed stands by now; null if what it clung to is gone. */
export type FollowedPosition = () => number | null;

/** An engine, as the parts of the editor know it. */
export interface WritingEngine {
  /** Follows a position of the text through whatever anybody does to it. */
  follow(position: number): FollowedPosition;
  /** What is edited from now on is undone by itself. */
  endUndoGroup(): void;
}

/** Where the editor keeps it. */
interface WritingEngineStorage {
  readonly engineOf: (editor: Editor) => WritingEngine | null;
}

declare module "@tiptap/core" {
  interface Storage {
    writingEngine: WritingEngineStorage;
  }
}

/** The extension that tells an editor its engine; `find` is asked each time, as an editor outlives no document. */
export function writingEngine(find: WritingEngineStorage["engineOf"]): Extension {
  return Extension.create({ name: "writingEngine", addStorage: () => ({ engineOf: find }) });
}

/** The engine of an editor; null once the editor is gone. */
export function engineOf(editor: Editor): WritingEngine | null {
  const { storage } = editor;
  return "writingEngine" in storage ? storage.writingEngine.engineOf(editor) : null;
}
