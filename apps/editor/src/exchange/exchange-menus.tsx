import type { Editor } from "@tiptap/react";
import type { RichText } from "@weft/richtext";
import type { DocumentFiles } from "@weft/sync";
import { DropdownMenu } from "radix-ui";
import { lazy, Suspense } from "react";
import { BranchItems } from "../branches/branch-items.tsx";
import { Notice } from "../design/controls/notice.tsx";
import { SettingsMenu } from "../settings/settings-menu.tsx";
import { DocumentMenu, ExchangeItems } from "./document-menu.tsx";
import { fileFormats } from "./file-format.ts";
import { useExchange } from "./use-exchange.ts";

/** Only when a Yjs document was made. */
const ConvertedDialog = lazy(async () => ({
  default: (await import("../yjs/converting/converted-dialog.tsx")).ConvertedDialog,
}));

const accepted = fileFormats.flatMap(({ endings }) => endings.map((ending) => `.${ending}`)).join(",");

/** What goes out of a document to other programs and comes in from them, and the settings: one menu on phones. */
export function ExchangeMenus({
  editor,
  richText,
  files,
  canWrite,
}: {
  readonly editor: Editor;
  readonly richText: RichText;
  readonly files: DocumentFiles;
  readonly canWrite: boolean;
}) {
  const exchange = useExchange({ editor, richText, files });
  const { word } = exchange;
  const branches = <BranchItems richText={richText} onProblem={exchange.warn} />;
  return (
    <>
      <DocumentMenu exchange={exchange} canWrite={canWrite}>
        {branches}
      </DocumentMenu>
      <SettingsMenu place="document">
        <div className="sm:hidden">
          <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
          <ExchangeItems exchange={exchange} canWrite={canWrite}>
            {branches}
          </ExchangeItems>
        </div>
      </SettingsMenu>
      <input
        ref={exchange.picker}
        type="file"
        accept={accepted}
        onChange={exchange.take}
        hidden
        tabIndex={-1}
        aria-label="File to import"
      />
      {exchange.converted ? (
        <Suspense fallback={null}>
          <ConvertedDialog converted={exchange.converted} onClose={exchange.forgetConverted} />
        </Suspense>
      ) : null}
      {word ? (
        <Notice role={word.role} testId="exchange-notice" onClose={exchange.forget}>
          {word.sentence}
        </Notice>
      ) : null}
    </>
  );
}
