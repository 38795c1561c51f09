import { Tooltip } from "radix-ui";
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { HomePage } from "./home/home-page.tsx";
import { LostPage } from "./lost-page.tsx";

/** The editor is most of the app: the list is there before it. */
const DocumentPage = lazy(async () => ({
  default: (await import("./document/document-page.tsx")).DocumentPage,
}));

/** Other engines come with the lab and nowhere else. */
const LabPage = lazy(async () => ({ default: (await import("./lab/lab-page.tsx")).LabPage }));

const BenchPage = lazy(async () => ({ default: (await import("./lab/bench/bench-page.tsx")).BenchPage }));

/** Yjs and what binds it come with the pages that need them, and with no others. */
const YjsPage = lazy(async () => ({ default: (await import("./yjs/yjs-page.tsx")).YjsPage }));

/** The app's pages by their paths. */
export function App() {
  return (
    <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
      <Switch>
        <Route path="/" component={HomePage} />
        <Route path="/d/:documentId">
          {({ documentId }) => (
            <Suspense fallback={null}>
              <DocumentPage key={documentId} documentId={documentId} />
            </Suspense>
          )}
        </Route>
        <Route path="/lab">
          <Suspense fallback={null}>
            <LabPage />
          </Suspense>
        </Route>
        <Route path="/lab/bench">
          <Suspense fallback={null}>
            <BenchPage />
          </Suspense>
        </Route>
        <Route path="/y/:documentId">
          {({ documentId }) => (
            <Suspense fallback={null}>
              <YjsPage key={documentId} documentId={documentId} />
            </Suspense>
          )}
        </Route>
        <Route component={LostPage} />
      </Switch>
    </Tooltip.Provider>
  );
}
