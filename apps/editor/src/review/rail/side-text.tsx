import { wordDifference } from "../words/word-difference.ts";

/**
 * A text as what it takes from another and adds to it. Said by a line through and a line under the words, and in words to a
 * screen reader: never by colour alone.
 */
export function SideText({ before, after }: { readonly before: string; readonly after: string }) {
  const parts = wordDifference(before, after);
  if (after === "" && before === "") return <Empty words="nothing" />;
  return (
    <>
      {parts.map(({ kind, text }, index) => {
        // The parts have no names but their order, and are drawn anew as a whole.
        const key = `${index}${kind}`;
        if (kind === "same") return <span key={key}>{text}</span>;
        if (kind === "removed") {
          return (
            <del key={key} className="text-soft decoration-1">
              <span className="sr-only">taken: </span>
              {text}
              <span className="sr-only">. </span>
            </del>
          );
        }
        return (
          <ins
            key={key}
            className="font-semibold decoration-2 decoration-accent underline-offset-4 [del+&]:ml-1"
          >
            <span className="sr-only">added: </span>
            {text}
            <span className="sr-only">. </span>
          </ins>
        );
      })}
    </>
  );
}

/** Where there is nothing. */
export function Empty({ words }: { readonly words: string }) {
  return <span className="font-sans text-interface text-soft italic">{words}</span>;
}
