import { Tooltip } from "radix-ui";
import { Route, Switch } from "wouter";
import { DocumentPage } from "./document/document-page.tsx";
import { HomePage } from "./home/home-page.tsx";
import { LostPage } from "./lost-page.tsx";

/** The app's pages by their paths. */
export function App() {
  return (
    <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
      <Switch>
        <Route path="/" component={HomePage} />
        <Route path="/d/:documentId">
          {({ documentId }) => <DocumentPage key={documentId} documentId={documentId} />}
        </Route>
        <Route component={LostPage} />
      </Switch>
    </Tooltip.Provider>
  );
}
