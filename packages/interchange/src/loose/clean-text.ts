/**
 * Text as the model takes it. Zero-width and directional characters are text: scripts and emoji need them, and
 * they reach no further than their paragraph.
 */

const outsiders = /\ufffc|\r\n?|\p{Cs}/gu;

/**
 * Line ends as "\n", half surrogate pairs as U+FFFD, without NUL and U+FFFC (which stands for markers and atoms).
 */
export function cleanText(text: string): string {
  return text.replaceAll("\0", "").replace(outsiders, (unit) => {
    if (unit === "\ufffc") return "";
    return unit.startsWith("\r") ? "\n" : "\ufffd";
  });
}
