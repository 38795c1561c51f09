/**
 * As much of a page as `react-dom` touches for components that draw nothing: one container, one document, one window.
 * A DOM in full would be a dependency for five tests.
 */
import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";

const nothing = (): undefined => undefined;

const listening = { addEventListener: nothing, removeEventListener: nothing };

/** Makes the globals that `react-dom` looks for. */
export function standInPage(): void {
  Reflect.set(globalThis, "IS_REACT_ACT_ENVIRONMENT", true);
  const HTMLIFrameElement = class {};
  Reflect.set(globalThis, "window", {
    ...listening,
    HTMLIFrameElement,
    event: undefined,
    location: { protocol: "http:" },
  });
  Reflect.set(globalThis, "document", standInDocument);
}

/** Takes them away again. */
export function removePage(): void {
  for (const name of ["window", "document", "IS_REACT_ACT_ENVIRONMENT"])
    Reflect.deleteProperty(globalThis, name);
}

const standInDocument = {
  ...listening,
  nodeType: 9,
  nodeName: "#document",
  activeElement: null,
  body: null,
};

function container(): HTMLElement {
  const element = {
    ...listening,
    nodeType: 1,
    nodeName: "DIV",
    tagName: "DIV",
    namespaceURI: "http://www.w3.org/1999/xhtml",
    ownerDocument: standInDocument,
    firstChild: null,
    lastChild: null,
    textContent: "",
    parentNode: null,
  };
  return element as unknown as HTMLElement;
}

/** Renders `node`; effects have run when the promise resolves. */
export async function mount(node: ReactNode): Promise<{
  render(next: ReactNode): Promise<void>;
  unmount(): Promise<void>;
}> {
  const root = createRoot(container());
  const render = (next: ReactNode) => act(async () => root.render(next));
  await render(node);
  return { render, unmount: () => act(async () => root.unmount()) };
}
