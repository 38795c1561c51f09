/** The settings: the only file that looks at the environment. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { err, ok, type Result } from "@weft/base";
import type { FileLimits } from "./files/file-allowance.ts";
import type { AddressAllowance } from "./identity/address-limits.ts";
import { type HostTokenSettings, secretBytesMin } from "./identity/host-tokens.ts";

/** What an operator can set. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute path of the data folder. */
  readonly dataFolder: string;
  /** Absolute path of the built editor. */
  readonly appFolder: string;
  readonly origins: readonly string[];
  readonly perAddress: AddressAllowance;
  /** Proxies of the operator in front. */
  readonly proxies: number;
  readonly fileLimits: FileLimits;
  /** How tokens of a host application are checked. */
  readonly hostTokens: HostTokenSettings;
  readonly logLevel: LogLevel;
}

/** How much is logged. */
export type LogLevel = (typeof logLevels)[number];

const logLevels = ["debug", "info", "warn", "error", "silent"] as const;

interface Setting {
  readonly name: string;
  readonly standard: string;
  readonly meaning: string;
}

const settings: readonly Setting[] = [
  { name: "PORT", standard: "4400", meaning: "port for pages, API and sockets; 0 takes a free one" },
  { name: "WEFT_HOST", standard: "127.0.0.1", meaning: "address to listen on; 0.0.0.0 or :: for everybody" },
  {
    name: "WEFT_DATA",
    standard: "./data",
    meaning: "folder of the database and the files; made if it is missing",
  },
  { name: "WEFT_APP", standard: "apps/editor/dist", meaning: "folder of the built editor" },
  { name: "WEFT_ORIGINS", standard: "", meaning: "further origins that may connect, separated by commas" },
  {
    name: "WEFT_PROXIES",
    standard: "0",
    meaning: "proxies of yours in front, whose X-Forwarded-For and -Host are believed",
  },
  { name: "WEFT_DOCUMENTS_PER_MINUTE", standard: "3000", meaning: "documents that one address may create" },
  { name: "WEFT_CONNECTIONS", standard: "1000", meaning: "sockets that one address may have open at once" },
  { name: "WEFT_CONNECTIONS_PER_MINUTE", standard: "3000", meaning: "sockets that one address may open" },
  {
    name: "WEFT_FILE_MB_PER_DOCUMENT",
    standard: "1000",
    meaning: "megabytes of files that a document may have",
  },
  {
    name: "WEFT_FILE_MB_PER_HOUR",
    standard: "10000",
    meaning: "megabytes of files that one address may send",
  },
  {
    name: "WEFT_JWT_SECRET",
    standard: "",
    meaning: "secret of the host's tokens (HS256), 32 bytes at least",
  },
  { name: "WEFT_JWT_PUBLIC_KEY", standard: "", meaning: "public key of the host's tokens (RS256), in PEM" },
  { name: "WEFT_JWT_JWKS", standard: "", meaning: "address or file of the host's public keys (RS256)" },
  { name: "WEFT_JWT_ISSUER", standard: "", meaning: "what the host's tokens must name as their issuer" },
  { name: "WEFT_JWT_AUDIENCE", standard: "", meaning: "what the host's tokens must name as their audience" },
  { name: "WEFT_LOG", standard: "info", meaning: `what is logged to stderr: ${logLevels.join(", ")}` },
];

/** What `--help` prints. */
export const usage = [
  "Weft: the editor and its relay on one port. Settings come from the environment:",
  "",
  ...settings.map(({ name, standard, meaning }) => `  ${name.padEnd(29)}${standard.padEnd(18)}${meaning}`),
  "",
  "Instead of serving, with the same WEFT_DATA:",
  "",
  "  backup FILE    copies everything into the new file FILE, while the server runs or not",
  "  restore FILE   makes an empty WEFT_DATA what FILE holds",
  "",
].join("\n");

/** The settings of this process. */
export function readConfig(): Result<Config, string> {
  return parseConfig(process.env, process.cwd());
}

/** The settings that `environment` spells, or a sentence that names the one that is wrong. */
export function parseConfig(
  environment: Readonly<Record<string, string | undefined>>,
  workingFolder: string,
): Result<Config, string> {
  const value = (name: string): string => {
    const standard = settings.find((setting) => setting.name === name)?.standard ?? "";
    return environment[name] || standard;
  };
  const port = parseWholeNumber(value("PORT"), 65535);
  if (port === null) return err(`PORT must be a number from 0 to 65535, not "${value("PORT")}".`);
  const counts = parseCounts(
    ["WEFT_PROXIES", "WEFT_DOCUMENTS_PER_MINUTE", "WEFT_CONNECTIONS", "WEFT_CONNECTIONS_PER_MINUTE"],
    value,
  );
  if (!counts.ok) return counts;
  const [proxies = 0, documentsPerMinute = 0, connections = 0, connectionsPerMinute = 0] = counts.value;
  const fileLimits = parseFileLimits(value("WEFT_FILE_MB_PER_DOCUMENT"), value("WEFT_FILE_MB_PER_HOUR"));
  if (!fileLimits.ok) return fileLimits;
  const logLevel = logLevels.find((level) => level === value("WEFT_LOG"));
  if (logLevel === undefined) return err(`WEFT_LOG must be one of ${logLevels.join(", ")}.`);
  const hostTokens = parseHostTokens(value, workingFolder);
  if (!hostTokens.ok) return hostTokens;
  const origins = parseOrigins(value("WEFT_ORIGINS"));
  if (!origins.ok) return origins;
  const repository = new URL("../../", import.meta.url);
  return ok({
    port,
    host: value("WEFT_HOST"),
    dataFolder: resolve(workingFolder, value("WEFT_DATA")),
    appFolder: environment.WEFT_APP
      ? resolve(workingFolder, environment.WEFT_APP)
      : fileURLToPath(new URL(value("WEFT_APP"), repository)),
    origins: origins.value,
    perAddress: { documentsPerMinute, connections, connectionsPerMinute },
    proxies,
    fileLimits: fileLimits.value,
    hostTokens: hostTokens.value,
    logLevel,
  });
}

function parseCounts(
  names: readonly string[],
  value: (name: string) => string,
): Result<readonly number[], string> {
  const counts: number[] = [];
  for (const name of names) {
    const count = parseWholeNumber(value(name), 1e9);
    if (count === null) return err(`${name} must be a whole number.`);
    counts.push(count);
  }
  return ok(counts);
}

function parseFileLimits(perDocument: string, perHour: string): Result<FileLimits, string> {
  const megabytesMax = 1e9;
  const ofDocument = parseWholeNumber(perDocument, megabytesMax);
  if (ofDocument === null) return err("WEFT_FILE_MB_PER_DOCUMENT must be a whole number.");
  const ofHour = parseWholeNumber(perHour, megabytesMax);
  if (ofHour === null) return err("WEFT_FILE_MB_PER_HOUR must be a whole number.");
  const megabyte = 1_000_000;
  return ok({ bytesPerDocument: ofDocument * megabyte, bytesPerHour: ofHour * megabyte });
}

function parseHostTokens(
  value: (name: string) => string,
  workingFolder: string,
): Result<HostTokenSettings, string> {
  const secret = value("WEFT_JWT_SECRET");
  if (secret !== "" && Buffer.byteLength(secret) < secretBytesMin) {
    return err(`WEFT_JWT_SECRET must have at least ${secretBytesMin} bytes.`);
  }
  const keySet = value("WEFT_JWT_JWKS");
  return ok({
    secret,
    // A setting of one line spells its line ends.
    publicKey: value("WEFT_JWT_PUBLIC_KEY").replaceAll("\\n", "\n"),
    keySet: keySet === "" || /^https?:/.test(keySet) ? keySet : resolve(workingFolder, keySet),
    issuer: value("WEFT_JWT_ISSUER"),
    audience: value("WEFT_JWT_AUDIENCE"),
  });
}

/** Origins as browsers spell them: scheme, host and port, and nothing after that. */
function parseOrigins(text: string): Result<readonly string[], string> {
  const origins: string[] = [];
  for (const item of text.split(",").map((part) => part.trim())) {
    if (item === "") continue;
    const origin = URL.canParse(item) ? new URL(item).origin : "null";
    if (origin === "null" || ![origin, `${origin}/`].includes(item.toLowerCase())) {
      return err(`WEFT_ORIGINS must list origins such as https://editor.example, not "${item}".`);
    }
    origins.push(origin);
  }
  return ok(origins);
}

function parseWholeNumber(text: string, max: number): number | null {
  return /^\d{1,15}$/.test(text) && Number(text) <= max ? Number(text) : null;
}
