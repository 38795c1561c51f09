/** Keys as Tiptap writes them ("Mod-Shift-8"), in the words of the person's own keyboard. */

const appleSigns: Readonly<Record<string, string>> = { Mod: "⌘", Shift: "⇧", Alt: "⌥" };
const otherWords: Readonly<Record<string, string>> = { Mod: "Ctrl" };

/** "⌘⇧8" on Apple's keyboards, "Ctrl+Shift+8" on others. */
export function shortcutWords(keys: string, platform: string = navigator.platform): string {
  const apple = /Mac|iPhone|iPad/.test(platform);
  const parts = keys
    .split("-")
    .map((key) => (apple ? appleSigns[key] : otherWords[key]) ?? key.toUpperCase());
  return apple ? parts.join("") : parts.map(titleCase).join("+");
}

function titleCase(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}
