/** What stands in a Yjs document that a document of our own engine has no place for, counted before it is left behind. */
import * as Y from "yjs";

/** The counts of one fragment. */
export interface YjsSurvey {
  /** Cells of tables that take more than one place. */
  readonly mergedCells: number;
  /** What programs put into text that is no text. */
  readonly embeds: number;
  /** Characters with a link on them. */
  readonly linkedCharacters: number;
}

/** Walks a fragment; not by recursion, since Yjs types nest as deep as bytes say. */
export function surveyYjs(fragment: Y.XmlFragment): YjsSurvey {
  let [mergedCells, embeds, linkedCharacters] = [0, 0, 0];
  const todo: Y.XmlFragment[] = [fragment];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const children: readonly unknown[] = next.toArray();
    for (const child of children) {
      if (child instanceof Y.XmlElement) {
        todo.push(child);
        if (isMerged(child)) mergedCells++;
      } else if (child instanceof Y.Text) {
        const delta: readonly { insert?: unknown; attributes?: Record<string, unknown> }[] = child.toDelta();
        for (const { insert, attributes } of delta) {
          if (typeof insert !== "string") embeds++;
          else if (attributes?.link) linkedCharacters += insert.length;
        }
      } else if (typeof child !== "string") embeds++;
    }
  }
  return { mergedCells, embeds, linkedCharacters };
}

function isMerged(element: Y.XmlElement): boolean {
  const { colspan, rowspan }: Record<string, unknown> = element.getAttributes();
  return Number(colspan ?? 1) > 1 || Number(rowspan ?? 1) > 1;
}
