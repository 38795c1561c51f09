import { useEffect, useRef, useState } from "react";
import type { StatusView } from "./status-view.ts";

/**
 * Says a change of the status to a screen reader, politely. The passage through "Saving" with every word typed is
 * not news; being offline or refused is, and being saved again after that.
 */
export function StatusAnnouncer({ view }: { readonly view: StatusView }) {
  const [news, setNews] = useState("");
  const lastState = useRef("saved");
  const { state, word } = view;
  const sentence = view.sentences[0] ?? "";
  useEffect(() => {
    if (state === "saving" || state === lastState.current) return;
    lastState.current = state;
    setNews(`${word}. ${sentence}`);
  }, [state, word, sentence]);
  return (
    <p className="sr-only" role="status" aria-live="polite">
      {news}
    </p>
  );
}
