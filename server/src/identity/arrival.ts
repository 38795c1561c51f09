/** Where a request comes from, and under which name it reached this server. */
import type { IncomingHttpHeaders } from "node:http";

/** What a rate and the rule about origins need to know of a request. */
export interface Arrival {
  /** The address it comes from; of IPv6 the network (64 bits), of which one person has all. Empty if nobody is there any more. */
  readonly address: string;
  readonly host: string | undefined;
  /** Whether the way to the person is encrypted, as far as a proxy of the operator's own says so. */
  readonly isSecure: boolean;
}

/** A request as Node has it. */
export interface ArrivingRequest {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * Who is there. With `proxies` = n, the server stands behind n proxies of its own operator: what the outermost of them
 * noted is believed (`X-Forwarded-For`, counted from its end, and `X-Forwarded-Host`), and nothing that stands before it,
 * which anybody may have written. With 0 these headers are not looked at.
 */
export function arrivalOf({ headers, socket }: ArrivingRequest, proxies: number): Arrival {
  const direct = { address: networkOf(socket.remoteAddress ?? ""), host: headers.host, isSecure: false };
  if (proxies === 0) return direct;
  const hops = listOf(headers["x-forwarded-for"]);
  const hosts = listOf(headers["x-forwarded-host"]);
  const protocols = listOf(headers["x-forwarded-proto"]);
  return {
    address: networkOf(hops.at(-proxies) ?? "") || direct.address,
    host: hosts.at(-proxies) ?? hosts[0] ?? direct.host,
    isSecure: protocols.at(-proxies) === "https" || protocols[0] === "https",
  };
}

/** An IPv4 address as it is, however it is written; the first 64 bits of one of IPv6. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  const [head = "", tail = ""] = address.toLowerCase().split("::");
  const before = head.split(":").filter((group) => group !== "");
  const after = tail.split(":").filter((group) => group !== "");
  const zeros = new Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

function listOf(header: string | readonly string[] | undefined): readonly string[] {
  const text = typeof header === "string" ? header : (header ?? []).join(",");
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
