// Before the first paint: a theme that was chosen in this browser wins over the system's. See src/design/theme.ts.
try {
  const theme = JSON.parse(localStorage.getItem("weft:settings") ?? "{}").theme;
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system's theme is shown.
}
