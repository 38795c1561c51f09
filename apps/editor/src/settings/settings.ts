/**
 * What a person chose in this browser. Kept in local storage as one JSON object; a browser without storage keeps
 * it until the page goes. Foreign or damaged values are read as the defaults.
 */

/** The choices and their values. */
export interface Settings {
  readonly theme: "system" | "light" | "dark";
  /** Whether `# `, `- `, `> ` and the like turn into blocks while typing. */
  readonly typingRules: boolean;
  readonly toolbar: "shown" | "hidden";
  /** Empty: none chosen yet, a friendly one is made up. */
  readonly personName: string;
  /** 0 to 11, or -1: none chosen yet. */
  readonly personColour: number;
}

const storageKey = "weft:settings";

const defaults: Settings = {
  theme: "system",
  typingRules: true,
  toolbar: "shown",
  personName: "",
  personColour: -1,
};

const listeners = new Set<() => void>();
let current: Settings = read();

/** The settings as they are now; the same object until one of them changes. */
export function currentSettings(): Settings {
  return current;
}

/** Changes some settings, keeps them if the browser can, and tells every listener. */
export function changeSettings(change: Partial<Settings>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // A browser without storage keeps the choice until the page goes.
  }
  for (const listener of listeners) listener();
}

/** Calls `listener` after each change, those made in other tabs included. */
export function onSettings(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener("storage", readAgain);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener("storage", readAgain);
  };
}

/** The settings that `json` spells; whatever is missing or of another kind reads as the default. */
export function parseSettings(json: string | null): Settings {
  let value: unknown;
  try {
    value = JSON.parse(json ?? "{}");
  } catch {
    return defaults;
  }
  const fields: Readonly<Record<string, unknown>> =
    typeof value === "object" && value !== null ? { ...value } : {};
  const { theme, typingRules, toolbar, personName, personColour } = fields;
  return {
    theme: theme === "light" || theme === "dark" ? theme : defaults.theme,
    typingRules: typeof typingRules === "boolean" ? typingRules : defaults.typingRules,
    toolbar: toolbar === "hidden" ? toolbar : defaults.toolbar,
    personName: typeof personName === "string" ? personName.slice(0, 40) : defaults.personName,
    personColour:
      typeof personColour === "number" &&
      Number.isInteger(personColour) &&
      personColour >= 0 &&
      personColour < 12
        ? personColour
        : defaults.personColour,
  };
}

function read(): Settings {
  try {
    return parseSettings(localStorage.getItem(storageKey));
  } catch {
    return defaults;
  }
}

function readAgain(event: StorageEvent): void {
  if (event.key !== storageKey) return;
  current = parseSettings(event.newValue);
  for (const listener of listeners) listener();
}
