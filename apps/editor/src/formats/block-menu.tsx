import type { Editor } from "@tiptap/react";
import { blockQuery } from "./block-query.ts";
import { QueryMenu } from "./query-menu.tsx";

/** The menu of blocks under a `/`. */
export function BlockMenu({ editor }: { readonly editor: Editor }) {
  return (
    <QueryMenu
      editor={editor}
      query={blockQuery}
      testId="block-menu"
      lineOf={({ id, label, rule, Icon }) => ({
        id,
        label,
        content: (
          <>
            <Icon size={16} aria-hidden className="text-soft" />
            <span className="flex-1">{label}</span>
            <span className="font-mono text-caption text-faint">{rule}</span>
          </>
        ),
      })}
    />
  );
}
