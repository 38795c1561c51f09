import { useCallback, useSyncExternalStore } from "react";
import type { Doc } from "yjs";
import { TitleInput } from "../document/title-input.tsx";
import { titleProperty } from "../document/use-title.ts";
import { propertiesName, readYjsTitle } from "./replica/yjs-document.ts";

/** The title in the bar, in the document's map of properties. */
export function YjsTitleField({
  document,
  canWrite,
  onEnter,
}: {
  readonly document: Doc;
  readonly canWrite: boolean;
  readonly onEnter: () => void;
}) {
  const subscribe = useCallback(
    (changed: () => void) => {
      const properties = document.getMap(propertiesName);
      properties.observe(changed);
      return () => properties.unobserve(changed);
    },
    [document],
  );
  const title = useSyncExternalStore(subscribe, () => readYjsTitle(document));
  return (
    <TitleInput
      title={title}
      canWrite={canWrite}
      onTitle={(text) => document.getMap(propertiesName).set(titleProperty, text)}
      onEnter={onEnter}
    />
  );
}
