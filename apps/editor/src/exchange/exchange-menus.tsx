import { DropdownMenu } from "radix-ui";
import { lazy, type ReactNode, Suspense } from "react";
import { Notice } from "../design/controls/notice.tsx";
import { SettingsMenu } from "../settings/settings-menu.tsx";
import { DocumentMenu, ExchangeItems } from "./document-menu.tsx";
import { fileFormats } from "./file-format.ts";
import { type ExchangedDocument, useExchange } from "./use-exchange.ts";

/** Only when a document of the other engine was made. */
const ConvertedDialog = lazy(async () => ({
  default: (await import("../yjs/converting/converted-dialog.tsx")).ConvertedDialog,
}));

const accepted = fileFormats.flatMap(({ endings }) => endings.map((ending) => `.${ending}`)).join(",");

/** What goes out of a document to other programs and comes in from them, and the settings: one menu on phones. */
export function ExchangeMenus({
  exchanged,
  canWrite,
  furtherItems,
}: {
  readonly exchanged: ExchangedDocument;
  readonly canWrite: boolean;
  /** Further lines of the menu; told how to say that something did not work. */
  readonly furtherItems?: (warn: (sentence: string) => void) => ReactNode;
}) {
  const exchange = useExchange(exchanged);
  const { word } = exchange;
  const further = furtherItems?.(exchange.warn);
  return (
    <>
      <DocumentMenu exchange={exchange} canWrite={canWrite}>
        {further}
      </DocumentMenu>
      <SettingsMenu place="document">
        <div className="sm:hidden">
          <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
          <ExchangeItems exchange={exchange} canWrite={canWrite}>
            {further}
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
