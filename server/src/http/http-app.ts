/** Everything that the server answers over plain HTTP: health, figures, the API, and the built editor. */
import { Hono } from "hono";
import type { Logger } from "pino";
import type { CommitQueue } from "../log/commit-queue.ts";
import type { Metrics } from "../metrics.ts";
import { StorageError } from "../storage/storage-error.ts";
import { appFiles, type PageServices } from "./app-files.ts";
import { type ApiServices, documentsApi } from "./documents-api.ts";
import { type FileServices, filesApi } from "./files-api.ts";
import { originGuard } from "./origin-guard.ts";
import { securityHeaders } from "./security-headers.ts";

/** What the HTTP half of the server stands on. */
export interface HttpServices extends ApiServices, FileServices, PageServices {
  readonly commits: CommitQueue;
  readonly origins: readonly string[];
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The HTTP half of the server. */
export function createHttpApp(services: HttpServices): Hono {
  const { commits, metrics, logger } = services;
  const app = new Hono();
  app.use(securityHeaders);

  app.get("/healthz", (context) => {
    const storage = commits.diskState;
    if (storage === "failed") return context.json({ status: "failed", storage }, 503);
    return context.json({ status: storage === "full" ? "read-only" : "ok", storage }, 200);
  });
  app.get("/readyz", (context) => {
    const storage = commits.diskState;
    const isReady = storage !== "failed";
    return context.json({ status: isReady ? "ready" : "failed", storage }, isReady ? 200 : 503);
  });
  app.get("/metrics", async (context) => {
    context.header("Content-Type", metrics.registry.contentType);
    return context.body(await metrics.registry.metrics());
  });
  app.use("/api/*", originGuard(services.origins, services.arrival));
  // Before the other one, whose bodies are short.
  app.route("/api", filesApi(services));
  app.route("/api", documentsApi(services));
  for (const path of ["/sync", "/yjs/:id"]) {
    app.all(path, (context) => {
      context.header("Upgrade", "websocket");
      return context.text("This is the address of a WebSocket.", 426);
    });
  }
  app.all("/api/*", (context) => context.json({ error: "There is no such address." }, 404));
  app.route("/", appFiles(services));

  app.onError((error, context) => {
    if (error instanceof StorageError && error.failure === "full") {
      return context.json({ error: "The server's disk is full: try again later." }, 507);
    }
    commits.noteFailure(error);
    logger.error({ err: error, method: context.req.method }, "a request failed");
    return context.json({ error: "Something went wrong on the server." }, 500);
  });
  return app;
}
