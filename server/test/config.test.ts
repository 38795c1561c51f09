import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseConfig, usage } from "../src/config.ts";

describe("settings", () => {
  test("[SV-60] without any the server listens on this machine alone, port 4400, data in ./data", () => {
    const config = parseConfig({}, "/somewhere");
    expect(config).toMatchObject({
      ok: true,
      value: { port: 4400, host: "127.0.0.1", dataFolder: "/somewhere/data", origins: [], logLevel: "info" },
    });
    expect(config.ok && config.value.appFolder.endsWith("apps/editor/dist")).toBe(true);
  });

  test("[SV-60] each can be set", () => {
    const environment = {
      PORT: "0",
      WEFT_HOST: "0.0.0.0",
      WEFT_DATA: "/elsewhere",
      WEFT_APP: "app",
      WEFT_ORIGINS: "https://a.example, https://b.example",
      WEFT_DOCUMENTS_PER_MINUTE: "7",
      WEFT_CONNECTIONS: "8",
      WEFT_CONNECTIONS_PER_MINUTE: "9",
      WEFT_PROXIES: "1",
      WEFT_FILE_MB_PER_DOCUMENT: "50",
      WEFT_FILE_MB_PER_HOUR: "60",
      WEFT_JWT_SECRET: "0123456789abcdef0123456789abcdef",
      WEFT_JWT_PUBLIC_KEY: "one line\\nanother",
      WEFT_JWT_JWKS: "keys.json",
      WEFT_JWT_ISSUER: "host",
      WEFT_JWT_AUDIENCE: "weft",
      WEFT_LOG: "silent",
    };
    expect(parseConfig(environment, "/somewhere")).toEqual({
      ok: true,
      value: {
        port: 0,
        host: "0.0.0.0",
        dataFolder: "/elsewhere",
        appFolder: "/somewhere/app",
        origins: ["https://a.example", "https://b.example"],
        perAddress: { documentsPerMinute: 7, connections: 8, connectionsPerMinute: 9 },
        proxies: 1,
        fileLimits: { bytesPerDocument: 50_000_000, bytesPerHour: 60_000_000 },
        hostTokens: {
          secret: "0123456789abcdef0123456789abcdef",
          publicKey: "one line\nanother",
          keySet: "/somewhere/keys.json",
          issuer: "host",
          audience: "weft",
        },
        logLevel: "silent",
      },
    });
    for (const name of Object.keys(environment)) expect(usage).toContain(name);
  });

  test.each([
    { PORT: "http" },
    { PORT: "70000" },
    { WEFT_LOG: "loud" },
    { WEFT_DOCUMENTS_PER_MINUTE: "-1" },
    { WEFT_PROXIES: "yes" },
    { WEFT_JWT_SECRET: "too short" },
    { WEFT_CONNECTIONS: "many" },
    { WEFT_FILE_MB_PER_DOCUMENT: "1 GB" },
    { WEFT_FILE_MB_PER_HOUR: "-1" },
    { WEFT_ORIGINS: "https://a.example, b.example" },
    { WEFT_ORIGINS: "https://a.example/page" },
  ])("[SV-60] what cannot be is named: %o", (environment) => {
    const config = parseConfig(environment, "/somewhere");
    expect(config.ok ? "" : config.error).toContain(Object.keys(environment)[0]);
  });

  test.each(["Dockerfile", "server/deploy/weft.service"])("[SV-63] what %s names is there", (path) => {
    const repository = new URL("../../", import.meta.url);
    const text = readFileSync(new URL(path, repository), "utf8");
    const names = [...text.matchAll(/\b(WEFT_[A-Z_]+|PORT)\b/g)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) expect(usage).toContain(name);
    const built = [...text.matchAll(/server\/dist\/([a-z-]+)\.js/g)].map(([, name]) => name);
    expect(built).toContain("main");
    for (const name of built) expect(existsSync(new URL(`server/src/${name}.ts`, repository))).toBe(true);
    expect(text).toMatch(/^(USER node|DynamicUser=yes)$/m);
  });
});
