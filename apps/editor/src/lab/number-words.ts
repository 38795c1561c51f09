/** A number as people read it: whole, its thousands apart. */
export function numberWords(value: number): string {
  return `${Math.round(value)}`.replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");
}
