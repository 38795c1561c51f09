/** Everybody who takes the loss test. */
import {
  defaultDeleteFilter as tiptapDeleteFilter,
  ySyncPluginKey as tiptapOrigin,
  defaultProtectedNodes as tiptapProtectedNodes,
  ySyncPlugin as tiptapSyncPlugin,
  yUndoPlugin as tiptapUndoPlugin,
  prosemirrorToYXmlFragment as tiptapWriteDocument,
} from "@tiptap/y-tiptap";
import {
  defaultDeleteFilter,
  defaultProtectedNodes,
  prosemirrorToYXmlFragment,
  ySyncPlugin,
  ySyncPluginKey,
  yUndoPlugin,
} from "y-prosemirror";
import type { Engine } from "../person.ts";
import { weft } from "./weft.ts";
import { yjsEngine } from "./yjs-binding.ts";

/** By name, in the order in which they are shown. */
export const engines: Readonly<Record<string, Engine>> = {
  weft,
  "y-prosemirror": yjsEngine(
    { name: "y-prosemirror", title: "y-prosemirror", packages: ["y-prosemirror", "yjs"] },
    {
      syncPlugin: (fragment) => ySyncPlugin(fragment),
      undoPlugin: (options) => yUndoPlugin(options),
      origin: ySyncPluginKey,
      deleteFilter: (item) => defaultDeleteFilter(item, defaultProtectedNodes),
      writeDocument: prosemirrorToYXmlFragment,
    },
  ),
  "y-tiptap": yjsEngine(
    { name: "y-tiptap", title: "@tiptap/y-tiptap", packages: ["@tiptap/y-tiptap", "yjs"] },
    {
      syncPlugin: (fragment) => tiptapSyncPlugin(fragment),
      undoPlugin: (options) => tiptapUndoPlugin(options),
      origin: tiptapOrigin,
      deleteFilter: (item) => tiptapDeleteFilter(item, tiptapProtectedNodes),
      writeDocument: tiptapWriteDocument,
    },
  ),
};
