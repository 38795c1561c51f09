/**
 * What Google Docs puts on the clipboard. Most of it is ordinary HTML that the vocabulary understands (a `<b>` that
 * is not bold around everything, lists between items, tasks by role); its links may lead through a redirect.
 */
import { elementsOf, HtmlElement, replaceElement } from "../html/html-tree.ts";

/** Links lead where they say. */
export function tidyGoogleDocs(root: HtmlElement): void {
  for (const element of elementsOf(root)) {
    if (element.name !== "a") continue;
    const target = redirected(element.attribute("href") ?? "");
    if (target === null) continue;
    replaceElement(element, new HtmlElement("a", new Map([...element.attributes, ["href", target]])));
  }
}

function redirected(address: string): string | null {
  const query = /^https?:\/\/www\.google\.com\/url\?(?:.*&)?q=([^&#]+)/.exec(address)?.[1];
  if (query === undefined) return null;
  try {
    return decodeURIComponent(query);
  } catch {
    return null;
  }
}
