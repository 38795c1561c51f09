/** The built editor as files: assets by their hashed names for ever, the page itself fresh every time. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import type { Arrival } from "../identity/arrival.ts";
import type { BrowserPasses } from "../identity/browser-passes.ts";
import { contentPolicy } from "./security-headers.ts";

const forEver = "public, max-age=31536000, immutable";
const freshly = "no-cache";

/** What pages are served from, and who gets to know the browsers that ask for them. */
export interface PageServices {
  readonly appFolder: string;
  readonly passes: BrowserPasses;
  /** Where a request comes from. */
  arrival(context: Context): Arrival;
}

/** Serves the editor that was built into `appFolder`; every address of a page is answered with its one page. */
export function appFiles({ appFolder, passes, arrival }: PageServices): Hono {
  const app = new Hono();
  const answerPage = async (context: Context): Promise<Response> => {
    // Here a browser is met first; what it asks for later proves that it is the same one.
    const { setCookie } = await passes.meet(context.req.header("cookie"), arrival(context).isSecure);
    if (setCookie !== null) context.header("Set-Cookie", setCookie);
    return servePage(context, appFolder);
  };
  app.get("/", answerPage);
  app.get("/index.html", answerPage);
  if (existsSync(appFolder)) {
    app.use(
      serveStatic({
        root: appFolder,
        precompressed: true,
        onFound: (_, context) => {
          context.header("Cache-Control", context.req.path.startsWith("/assets/") ? forEver : freshly);
        },
      }),
    );
  }
  app.get("*", async (context) => {
    const { path } = context.req;
    if (isForPrograms(path)) return context.text("Not found.", 404);
    if (!isPage(path)) context.status(404);
    return answerPage(context);
  });
  return app;
}

/** A file, or what stands below an address that is none of the pages: no person comes here. */
function isForPrograms(path: string): boolean {
  return /\.[^/]*$/.test(path) || /^\/(api|assets|healthz|metrics|sync|yjs)(\/|$)/.test(path);
}

/** The pages of the editor below `/` are documents: `/d/<id>`, and `/y/<id>` for Yjs. Of all others the editor says that they are none. */
function isPage(path: string): boolean {
  return /^\/[dy]\/[^/.]+\/?$/.test(path);
}

async function servePage(context: Context, appFolder: string): Promise<Response> {
  const path = join(appFolder, "index.html");
  if (!existsSync(path)) return context.text("The editor is not built yet: run `npm run build`.", 404);
  const page = await readFile(path, "utf8");
  context.header("Cache-Control", freshly);
  context.header("Content-Security-Policy", contentPolicy(page));
  return context.html(page);
}
