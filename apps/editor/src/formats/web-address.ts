const safeProtocols = ["https:", "http:", "mailto:"];

/** The address that `text` means, or null. What has no protocol is taken as https; only safe protocols pass. */
export function parseWebAddress(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === "" || /\s/.test(trimmed)) return null;
  const full =
    /^[a-z][a-z0-9+.-]*:/i.test(trimmed) && !/^[^/:]+:\d/.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(full)) return null;
  return safeProtocols.includes(new URL(full).protocol) ? full : null;
}
