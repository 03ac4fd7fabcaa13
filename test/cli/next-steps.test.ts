import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, jest, test } from "@jest/globals";
import { run } from "../support/command.ts";

jest.setTimeout(60_000);

describe("what went wrong, and what comes next", () => {
  let folder: string;
  let registry: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "remora-next-steps-"));
    registry = join(folder, "clusters.yaml");
    await run(["cluster", "add", "dev", "--registry", registry, "--url", "https://127.0.0.1:8443"]);
  });

  test("a registry in a folder that is not there is named as it was given", async () => {
    const path = join(folder, "none", "clusters.yaml");
    const { code, stderr } = await run(["cluster", "add", "dev", "--registry", path]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `remora: ${path}: there is no such folder\n` });
  });

  test("nothing to revoke is said, with the option that would", async () => {
    const { stderr } = await run(["cluster", "revoke", "dev", "--registry", registry]);
    expect(stderr).toContain("dev has no older token; --all drops the one in use");
  });

  test("a manifest whose URL lacks the token is printed, and says so", async () => {
    const { code, stdout, stderr } = await run(["webhook", "--cluster", "dev", "--registry", registry]);
    expect(code).toBe(0);
    expect(stdout).toContain("url: https://127.0.0.1:8443/inject/cluster/dev");
    expect(stderr).toBe("The URL holds no token, by which dev proves itself: --token-file FILE puts it in\n");
  });
});
