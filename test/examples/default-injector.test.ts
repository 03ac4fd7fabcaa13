import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import jsonPatch from "fast-json-patch";
import { answer } from "../../lib/admission/answer.ts";
import { inject } from "../../lib/injection/inject.ts";
import { compileInjector } from "../../lib/injection/injector.ts";
import { CASES, type ExampleCase, INJECTOR, reviewOf } from "./cases.ts";

interface Answer {
  readonly name: string;
  readonly status: number;
  readonly allowed: boolean;
  readonly message?: string;
  /** After the patch; null where there was none. */
  readonly pod: object | null;
}

/** What Istio's own injector answered; see record.ts. */
const ANSWERS: Answer[] = readFileSync(join(import.meta.dirname, "answers.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

function ours(one: ExampleCase) {
  const { nativeSidecars = false, revision = "", path = "/inject" } = one;
  const injector = compileInjector({ ...INJECTOR, nativeSidecars, revision });
  const review = reviewOf(one);
  const request = {
    method: "POST",
    path,
    query: {},
    headers: { "content-type": "application/json" },
    body: JSON.stringify(review),
  };
  const { status, body } = answer(request, (pod) => inject(injector, pod));
  const { response } = JSON.parse(body);
  const patch = response.patch && JSON.parse(Buffer.from(response.patch, "base64").toString());
  const pod = patch ? jsonPatch.applyPatch(review.request.object, patch).newDocument : null;
  return { status, allowed: response.allowed, message: response.status?.message, pod };
}

describe("the example injector makes of a pod what Istio's own makes of it:", () => {
  test.each(CASES.map((one) => [one.name, one] as const))("%s", (name, one) => {
    const { name: _, ...expected } = ANSWERS.find((recorded) => recorded.name === name) ?? { name };
    expect(ours(one)).toEqual(expected);
  });

  test("and every answer that is recorded is asked for", () => {
    expect(ANSWERS.map(({ name }) => name)).toEqual(CASES.map(({ name }) => name));
  });
});
