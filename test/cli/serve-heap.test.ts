import { describe, expect, test } from "@jest/globals";
import { useSmallHeap } from "../../cli/serve/heap.ts";

/** What a process with these traits is started again with; undefined where it is left alone. */
function startedWith(traits: object): readonly string[] | undefined {
  let started: readonly string[] | undefined;
  useSmallHeap({
    argv: ["node", "/remora.js", "serve"],
    env: {},
    execArgv: ["--inspect"],
    execPath: "/bin/node",
    platform: "linux",
    execve: ((_file: string, args: readonly string[]) => {
      started = args;
    }) as never,
    ...traits,
  });
  return started;
}

describe("a server", () => {
  test("starts again in place with a small heap, and with what it was given", () => {
    expect(startedWith({})).toEqual([
      "/bin/node",
      "--max-semi-space-size=4",
      "--heap-growing-percent=30",
      "--inspect",
      "/remora.js",
      "serve",
    ]);
    expect(startedWith({ permission: { has: (scope: string) => scope === "child" } })).toBeDefined();
  });

  test.each([
    ["was started with a size", { execArgv: ["--max-semi-space-size=4"] }],
    ["was told one by the environment", { env: { NODE_OPTIONS: "--max-old-space-size=200" } }],
    ["is on Windows", { platform: "win32" }],
    ["is on Node 20", { execve: undefined }],
    ["has a channel to its parent, which would be lost", { channel: {} }],
    ["may not start processes", { permission: { has: () => false } }],
  ])("goes on as it is where it %s", (_, traits) => {
    expect(startedWith(traits)).toBeUndefined();
  });
});
