/**
 * The socket's address from whatever a caller has: `ws://host/sync` as it is, a page's or server's address with the
 * path `/sync` instead of nothing; slashes at the end say nothing. Throws a `TypeError` for what is no address.
 */
export function socketAddress(url: string): string {
  const address = new URL(url);
  if (address.protocol === "http:") address.protocol = "ws:";
  if (address.protocol === "https:") address.protocol = "wss:";
  if (address.protocol !== "ws:" && address.protocol !== "wss:") {
    throw new TypeError(`not the address of a Weft server: ${url}`);
  }
  const path = address.pathname.replace(/\/+$/, "");
  address.pathname = path === "" ? "/sync" : path;
  address.hash = "";
  return address.href;
}
