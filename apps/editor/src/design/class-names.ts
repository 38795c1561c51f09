/** The class names among `parts` in one string; what is false or missing is left out. */
export function classNames(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter((part) => part).join(" ");
}
