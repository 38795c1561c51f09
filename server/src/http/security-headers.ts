/** The headers that every answer carries. */
import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/** Security headers on every answer; pages bring their own content policy. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  context.header("X-Content-Type-Options", "nosniff");
  context.header("X-Frame-Options", "DENY");
  context.header("Referrer-Policy", "no-referrer");
  context.header("Cross-Origin-Opener-Policy", "same-origin");
  // Nothing of another origin gets into our pages as it is; said so, a browser isolates them and lets the lab measure its heap.
  context.header("Cross-Origin-Embedder-Policy", "require-corp");
  context.header("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  if (!context.res.headers.has("Content-Security-Policy")) {
    context.header("Content-Security-Policy", contentPolicy(""));
  }
};

/**
 * The content policy of a page. Scripts run only from our own files, or inline if the page itself, as it was built,
 * holds them: those are allowed one by one, by hash. Styles may be inline, because an editor sets them on elements.
 */
export function contentPolicy(page: string): string {
  const hashes = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
  return [
    "default-src 'self'",
    ["script-src 'self'", ...hashes].join(" "),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' ws: wss:",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
