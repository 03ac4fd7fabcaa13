import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { LastResortFile, packLastResort, unpackLastResort } from "../../lib/sources/last-resort.ts";

const CONTENT = {
  packedAt: "2026-01-02T03:04:05.000Z",
  injectors: { injector: { version: "v1", source: { config: "policy: enabled" } } },
  clusters: { clusters: { "prod-1": {} } },
};

const folder = mkdtempSync(join(tmpdir(), "remora-last-resort-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(bytes: Uint8Array): LastResortFile {
  const path = join(folder, "last-resort.json.gz");
  writeFileSync(path, bytes);
  return new LastResortFile(path);
}

describe("a last resort", () => {
  test("comes back as it was packed, and equal contents are equal bytes", () => {
    expect(unpackLastResort(packLastResort(CONTENT))).toEqual(CONTENT);
    expect(packLastResort(CONTENT)).toEqual(packLastResort(structuredClone(CONTENT)));
  });

  test("has its injectors by name, each as the version it was, and the registry where it was packed", () => {
    const file = fileOf(packLastResort(CONTENT));
    const packedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(file.injector("injector")).toEqual({
      id: "v1",
      content: '{"config":"policy: enabled"}',
      packedAt,
    });
    expect(file.injector("canary")).toBeUndefined();
    expect(file.injector("constructor")).toBeUndefined();
    expect(JSON.parse(String(file.clusters()?.content))).toEqual(CONTENT.clusters);
    const { clusters: _, ...without } = CONTENT;
    expect(fileOf(packLastResort(without)).clusters()).toBeUndefined();
  });

  test.each([
    ["what is no JSON", gzipSync("policy: enabled"), /^this is no last resort: /],
    ["an injector's configuration", gzipSync('{"config":""}'), /packedAt: .*; injectors: /],
    ["damaged gzip", packLastResort(CONTENT).slice(0, 40), /^the gzip data is damaged/],
  ])("is not %s", (_, bytes, message) => {
    expect(() => unpackLastResort(bytes)).toThrow(message);
  });

  test("is not looked at before it is needed", () => {
    const file = new LastResortFile(join(folder, "none"));
    expect(() => file.injector("injector")).toThrow(/no such file/);
  });
});
