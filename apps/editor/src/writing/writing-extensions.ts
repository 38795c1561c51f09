/** How the text is edited: the schema's extensions, the document they show, and what typing rules add or leave out. */
import {
  type AnyExtension,
  Extension,
  type Extensions,
  Node,
  type NodeViewRendererProps,
} from "@tiptap/core";
import { Placeholder } from "@tiptap/extensions";
import type { NodeView } from "@tiptap/pm/view";
import type { DocumentFiles } from "@weft/sync";
import { BlockMoves, editorExtensions } from "@weft/tiptap";
import { CodeBlockView } from "../code/code-block-view.ts";
import { Pasting } from "../exchange/pasting.ts";
import { AttachmentView } from "../files/attachment-view.ts";
import { FileInsertion } from "../files/file-insertion.ts";
import { PictureView } from "../files/picture-view.ts";
import { blockQuery } from "../formats/block-query.ts";
import { mentionQuery } from "../mentions/mention-query.ts";
import { FirstLook } from "./first-look.ts";

/** What a writing surface is made of. */
export interface WritingOptions {
  /** What puts the document of an engine into the editor, and tells the editor its engine. */
  readonly engine: Extensions;
  readonly files: DocumentFiles;
  /** Off: nothing typed turns into something else, addresses into links and a `/` into a menu included. */
  readonly typingRules: boolean;
  /** Told of a file that was not put in, in a sentence. */
  readonly onFileProblem: (sentence: string) => void;
  /** Asks for a link's address. */
  readonly onLink: () => void;
}

/** An extension of the schema with what it has on the screen. */
function onScreen(extension: AnyExtension, { typingRules, files }: WritingOptions): AnyExtension {
  if (extension.name === "link" && !typingRules) {
    return extension.configure({ autolink: false, linkOnPaste: false });
  }
  if (!(extension instanceof Node)) return extension;
  const view = nodeViews[extension.name];
  return view === undefined
    ? extension
    : extension.extend({ addNodeView: () => (shown) => view(shown, files) });
}

/** The blocks that are more on the screen than their tags. */
const nodeViews: Readonly<Record<string, (shown: NodeViewRendererProps, files: DocumentFiles) => NodeView>> =
  {
    codeBlock: ({ node, editor, getPos }) => new CodeBlockView(node, editor, getPos),
    image: ({ node, editor, getPos }, files) => new PictureView(node, { editor, getPos, files }),
    attachment: ({ node, editor, getPos }, files) => new AttachmentView(node, { editor, getPos, files }),
  };

/** The extensions of a writing surface. */
export function writingExtensions(options: WritingOptions): Extensions {
  const { engine, files, typingRules, onFileProblem, onLink } = options;
  const typed = typingRules ? "on" : "off";
  return [
    ...editorExtensions().map((extension) => onScreen(extension, options)),
    ...engine,
    BlockMoves,
    FirstLook,
    FileInsertion.configure({ files, onProblem: onFileProblem }),
    Pasting.configure({ linksSelection: typingRules, files }),
    Placeholder.configure({ placeholder: "Write here" }),
    Extension.create({
      name: "linkShortcut",
      addKeyboardShortcuts: () => ({
        "Mod-k": () => {
          onLink();
          return true;
        },
      }),
    }),
    blockQuery.extension({ typed }),
    mentionQuery.extension({ typed }),
  ];
}
