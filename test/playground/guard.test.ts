import { describe, expect, test } from "@jest/globals";
import { refusalOf } from "../../playground/server/guard.ts";
import { createPlayground } from "../../playground/server/playground.ts";

const OWN = { host: "127.0.0.1:8444" };
const POST = { ...OWN, origin: "http://127.0.0.1:8444", "content-type": "application/json" };

function request(method: string, headers: Readonly<Record<string, string>>, sourceIp = "127.0.0.1") {
  return { method, path: "/playground/", query: {}, headers, body: "", sourceIp };
}

describe("who may use the playground", () => {
  test.each([
    ["a browser at this machine", "GET", OWN, "127.0.0.1", true],
    ["the same over IPv6", "GET", { host: "[::1]:8444" }, "::1", true],
    ["its own page", "POST", POST, "127.0.0.1", true],
    [
      "a command line, which sends no Origin",
      "POST",
      { ...OWN, "content-type": "application/json" },
      "127.0.0.1",
      true,
    ],
    [
      "a name that was pointed here (DNS rebinding)",
      "GET",
      { host: "evil.example:8444" },
      "127.0.0.1",
      false,
    ],
    ["a name that only begins like ours", "GET", { host: "localhost.evil.example" }, "127.0.0.1", false],
    ["no Host at all", "GET", {}, "127.0.0.1", false],
    ["another machine that forges the Host", "GET", OWN, "192.0.2.7", false],
    ["another site's script", "POST", { ...POST, origin: "https://evil.example" }, "127.0.0.1", false],
    ["a page of another port", "POST", { ...POST, origin: "http://127.0.0.1:3000" }, "127.0.0.1", false],
    ["a sandboxed page", "POST", { ...POST, origin: "null" }, "127.0.0.1", false],
    ["a plain form of another site", "POST", { ...OWN, "content-type": "text/plain" }, "127.0.0.1", false],
    [
      "a browser that says it is another site's",
      "POST",
      { ...POST, "sec-fetch-site": "cross-site" },
      "127.0.0.1",
      false,
    ],
  ] as const)("%s", (_, method, headers, sourceIp, allowed) => {
    expect(refusalOf(request(method, headers, sourceIp), "http") === undefined).toBe(allowed);
  });
});

describe("what the playground answers", () => {
  const unused = () => {
    throw new Error("not asked for");
  };
  const playground = createPlayground({
    assets: async () => ({ "index.html": "<meta content='%NONCE%'>" }),
    initialState: unused,
    sourceFor: unused,
    rulesText: unused,
    split: unused,
    join: unused,
    inject: unused,
  });
  const get = (path: string) => playground({ ...request("GET", OWN), path }, "http");

  test("the page, with a policy that lets nothing in but its own files and a nonce of this answer", async () => {
    const [first, second] = [await get("/playground/"), await get("/playground/")];
    const policy = first?.headers["content-security-policy"] ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(first?.body).toBe(`<meta content='${nonce}'>`);
    expect(second?.body).not.toBe(first?.body);
  });

  test("/ leads there; what is not its own it leaves to the webhook", async () => {
    expect(await get("/")).toMatchObject({ status: 302, headers: { location: "/playground/" } });
    expect((await get("/playground/none"))?.status).toBe(404);
    expect(get("/inject")).toBeUndefined();
    expect(get("/playgrounds")).toBeUndefined();
  });

  test("what is no request for a rendering is refused", async () => {
    const post = (body: string) =>
      playground({ ...request("POST", POST), path: "/playground/api/render", body }, "http");
    for (const body of ["", "null", "[]", '{"settings":{}}', '{"workload":"","settings":null}']) {
      expect((await post(body))?.status).toBe(400);
    }
  });
});
