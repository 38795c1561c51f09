/** Puts `text` on the clipboard. False where the browser does not allow it, as on pages without https. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard, or no right to it: the caller says so, and the text can still be selected.
    return false;
  }
}
