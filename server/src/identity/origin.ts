/**
 * Whether a request may come from the page it says it comes from. Browsers send `Origin`; programs send none and
 * need a token all the same.
 */
export interface OriginRule {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Further origins, such as `https://editor.example`. */
  readonly allowed: readonly string[];
}

/** True without an origin, for a page of the same host, and for an origin that the operator listed. */
export function isOriginAllowed({ host, origin, allowed }: OriginRule): boolean {
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
