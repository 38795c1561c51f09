import { currentSettings, onSettings, type Settings } from "./settings.ts";

/** Shows the chosen theme now and after every change. `public/theme.js` does the same before the first paint. */
export function followTheme(): () => void {
  show(currentSettings().theme);
  return onSettings(() => show(currentSettings().theme));
}

function show(theme: Settings["theme"]): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
