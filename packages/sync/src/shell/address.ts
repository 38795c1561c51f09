/**
 * The socket's address from whatever a caller has: a server's (`http://host`), a document's as it stands in a browser
 * (`http://host/d/<id>`), or the socket's own (`ws://host/any/path`, `http://host/base/sync`). A server's own path before
 * `/d/` or `/sync` is kept, slashes at the end say nothing. Throws a `TypeError` for what is none of these.
 */
export function socketAddress(url: string): string {
  const address = new URL(url);
  const isSocket = address.protocol === "ws:" || address.protocol === "wss:";
  if (address.protocol === "http:") address.protocol = "ws:";
  if (address.protocol === "https:") address.protocol = "wss:";
  if (address.protocol !== "ws:" && address.protocol !== "wss:") {
    throw new TypeError(`not the address of a Weft server: ${url}`);
  }
  const path = address.pathname.replace(/\/+$/, "").replace(/\/d\/[^/]*$/, "/sync");
  if (!isSocket && path !== "" && !path.endsWith("/sync")) {
    throw new TypeError(`neither the address of a Weft server nor of a document: ${url}`);
  }
  address.pathname = path === "" ? "/sync" : path;
  address.hash = "";
  return address.href;
}
