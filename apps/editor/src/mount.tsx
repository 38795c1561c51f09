/** Mounts the app: theme, own face, service worker, then the page that the address names. */

import { registerSW } from "virtual:pwa-register";
import { assert, systemRandom } from "@weft/base";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { settleOwnFace } from "./people/own-face.ts";
import { followTheme } from "./settings/theme.ts";

const root = document.getElementById("root");
assert(root !== null, "index.html has a root element");

followTheme();
settleOwnFace(systemRandom);
registerSW({ immediate: true });
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
