import type { Context, MiddlewareHandler } from "hono";
import type { Arrival } from "../identity/arrival.ts";
import { isOriginAllowed } from "../identity/origin.ts";

const readingMethods: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Lets only pages of this host and of the `origins` change anything. Programs say no origin. */
export function originGuard(
  origins: readonly string[],
  arrival: (context: Context) => Arrival,
): MiddlewareHandler {
  return async (context, next) => {
    const { host } = arrival(context);
    const origin = context.req.header("origin");
    if (!readingMethods.has(context.req.method) && !isOriginAllowed({ host, origin, allowed: origins })) {
      return context.json({ error: "This page may not use this server.", reason: "forbidden" }, 403);
    }
    return next();
  };
}
