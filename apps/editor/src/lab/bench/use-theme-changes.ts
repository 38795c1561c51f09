import { useEffect, useState } from "react";

/** How often the theme has changed, by the system or in the settings: for what is painted and does not follow by itself. */
export function useThemeChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const note = (): void => setChanges((before) => before + 1);
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", note);
    const settings = new MutationObserver(note);
    settings.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      system.removeEventListener("change", note);
      settings.disconnect();
    };
  }, []);
  return changes;
}
