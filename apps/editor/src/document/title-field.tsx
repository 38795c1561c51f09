import type { RichText } from "@weft/richtext";
import { TitleInput } from "./title-input.tsx";
import { titleProperty, useTitle } from "./use-title.ts";

/** The title in the bar, written into the document with every key, so that it merges and is saved like the text. */
export function TitleField({
  richText,
  canWrite,
  onEnter,
}: {
  readonly richText: RichText;
  readonly canWrite: boolean;
  readonly onEnter: () => void;
}) {
  const title = useTitle(richText);
  const write = (text: string): void => {
    richText.edit([{ type: "setProperty", key: titleProperty, value: text }]);
  };
  return <TitleInput title={title} canWrite={canWrite} onTitle={write} onEnter={onEnter} />;
}
