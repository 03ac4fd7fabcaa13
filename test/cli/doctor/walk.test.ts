import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { reportOf, reportText } from "../../../cli/doctor/report.ts";
import type { StepName } from "../../../cli/doctor/step.ts";
import { walk } from "../../../cli/doctor/walk.ts";
import { openRouter } from "../../../handler/routes.ts";
import { respond } from "../../../handler/service.ts";
import type { HttpRequest } from "../../../lib/admission/http.ts";
import { newToken } from "../../../lib/clusters/token.ts";
import { compileMutator } from "../../../lib/rules/mutator.ts";
import { INJECTOR } from "../../examples/cases.ts";
import { type Certificate, type CertificateOptions, makeCertificate } from "../../support/certificates.ts";

jest.setTimeout(30_000);

const DAY = 86_400_000;
const COMMANDS = {
  rotate: ["ROTATE"],
  render: ["RENDER"],
  renderPublic: ["RENDER PUBLIC"],
  flags: " --stage prod",
};
/** A path of remora's, with a token that must never be seen. */
const TOKEN = newToken();
const PATH = `/t/${TOKEN}/inject/cluster/prod-1`;

type Answer = (body: string) => {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
};

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push({
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function serve(answer: Answer, { cert, key }: Certificate): Promise<number> {
  const server = createServer({ cert, key }, async (request, response) => {
    const { status = 200, headers = {}, body = "" } = answer((await buffer(request)).toString());
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  return listening(server);
}

/** What an API server reads of a good answer, with one thing changed. */
const review =
  (change: object = {}, top: object = {}): Answer =>
  (body) => ({
    body: {
      kind: "AdmissionReview",
      apiVersion: "admission.k8s.io/v1",
      ...top,
      response: { uid: JSON.parse(body).request.uid, allowed: true, ...change },
    },
  });

const patch = (operations: unknown) => ({
  patchType: "JSONPatch",
  patch: Buffer.from(JSON.stringify(operations)).toString("base64"),
});
const ADD = patch([{ op: "add", path: "/spec/containers/-", value: { name: "istio-proxy" } }]);

let good: Certificate | undefined;
const goodCertificate = async () => {
  good ??= await makeCertificate();
  return good;
};

/** Walks to a server on this machine. */
async function walkTo(
  port: number,
  { ca, host = "127.0.0.1" }: { readonly ca?: string | undefined; readonly host?: string } = {},
) {
  const url = new URL(`https://${host}:${port}${PATH}`);
  const steps = reportOf(await walk({ url, ca, timeout: 5 }, COMMANDS)).steps;
  const text = reportText({ ok: false, steps }, process.stdout) + JSON.stringify(steps);
  expect(text).not.toContain(TOKEN);
  return steps;
}

type Steps = Awaited<ReturnType<typeof walkTo>>;

/** The first step that is not as it should be; those before it are, and those after it were not tried. */
function firstWrong(steps: Steps): Steps[number] {
  const at = steps.findIndex(({ status }) => status !== "ok");
  expect(steps.map(({ step }) => step)).toEqual(["dns", "tcp", "tls", "http", "token", "review"]);
  if (steps[at]?.status === "fail")
    expect(steps.slice(at + 1).map(({ status }) => status)).toEqual(steps.slice(at + 1).map(() => "skip"));
  return steps[at] as Steps[number];
}

describe("the way to the endpoint: the step that fails is named, with why and what to do", () => {
  test("a host that nobody knows", async () => {
    const step = firstWrong(await walkTo(443, { host: "no-such-host.invalid" }));
    expect(step).toMatchObject({ step: "dns", status: "fail" });
    expect(step.found).toMatch(/no-such-host\.invalid (is not known|could not be looked up)/);
    expect(step.mend).toContain(
      `dig ${step.found.includes("not known") ? "+short " : ""}no-such-host.invalid`,
    );
  });

  test("a port that is closed", async () => {
    const port = await serve(review(), await goodCertificate());
    for (const server of servers.splice(0)) server.close();
    const step = firstWrong(await walkTo(port));
    expect(step).toMatchObject({
      step: "tcp",
      status: "fail",
      found: `127.0.0.1 port ${port}: ECONNREFUSED`,
    });
    expect(step.why).toMatch(/nothing listens/);
  });

  const certificates: [string, CertificateOptions, RegExp, RegExp][] = [
    [
      "an expired certificate",
      { notAfter: new Date(Date.now() - 3 * DAY) },
      /^the certificate expired on \d{4}-\d\d-\d\d$/,
      /x509: certificate has expired or is not yet valid/,
    ],
    [
      "a certificate of tomorrow",
      { notBefore: new Date(Date.now() + DAY) },
      /^the certificate is not valid before/,
      /x509: certificate has expired or is not yet valid/,
    ],
    [
      "a certificate for another host",
      { names: ["webhook.example.com", "10.0.0.1"] },
      /^the certificate is for webhook\.example\.com, 10\.0\.0\.1, not for 127\.0\.0\.1$/,
      /x509: certificate is valid for webhook\.example\.com, not 127\.0\.0\.1/,
    ],
    [
      "a certificate without any name, as Go sees it",
      { names: [] },
      /^the certificate is for no name at all, not for 127\.0\.0\.1$/,
      /x509: certificate is not valid for any names/,
    ],
  ];
  test.each(certificates)("%s", async (_, options, found, why) => {
    const certificate = await makeCertificate(options);
    const step = firstWrong(await walkTo(await serve(review(ADD), certificate), certificate));
    expect(step).toMatchObject({ step: "tls", status: "fail" });
    expect(step.found).toMatch(found);
    expect(step.why).toMatch(why);
    expect(step.mend?.length).toBeGreaterThan(0);
  });

  test("a certificate that signs itself, and is trusted by nothing", async () => {
    const certificate = await makeCertificate({ signsItself: true });
    const step = firstWrong(await walkTo(await serve(review(ADD), certificate)));
    expect(step).toMatchObject({ step: "tls", status: "fail" });
    expect(step.found).toMatch(
      /^the certificate \(issued by itself\), which signs itself, is trusted by no public authority/,
    );
    expect(step.why).toMatch(/x509: certificate signed by unknown authority/);
  });

  test("a certificate that signs itself, and is its own caBundle: as Go takes it", async () => {
    const certificate = await makeCertificate({ signsItself: true });
    const steps = await walkTo(await serve(review(ADD), certificate), certificate);
    expect(steps.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => "ok"));
  });

  test("the caBundle of another authority", async () => {
    const { ca } = await makeCertificate();
    const step = firstWrong(await walkTo(await serve(review(ADD), await goodCertificate()), { ca }));
    expect(step).toMatchObject({ step: "tls", status: "fail" });
    expect(step.found).toMatch(/does not follow from the caBundle \(test authority; /);
    expect(step.mend).toContain("RENDER");
  });

  test("a caBundle that is none, which the API server accepts", async () => {
    const step = firstWrong(
      await walkTo(await serve(review(ADD), await goodCertificate()), { ca: "not PEM" }),
    );
    expect(step).toMatchObject({
      step: "tls",
      status: "fail",
      found: "the caBundle holds no certificate in PEM",
    });
    expect(step.why).toMatch(/unable to parse bytes as PEM block/);
  });

  test("a certificate that ends soon", async () => {
    const certificate = await makeCertificate({ notAfter: new Date(Date.now() + 10.5 * DAY) });
    const steps = await walkTo(await serve(review(ADD), certificate), certificate);
    expect(steps.map(({ status }) => status)).toEqual(["ok", "ok", "warn", "ok", "ok", "ok"]);
    expect(firstWrong(steps).found).toMatch(/valid until .* \(10 days\)$/);
  });

  test("a server without TLS", async () => {
    const port = await listening(createHttpServer() as unknown as Server);
    const step = firstWrong(await walkTo(port));
    expect(step).toMatchObject({ step: "tls", found: "what answers there speaks no TLS" });
  });
});

describe("what the endpoint answers:", () => {
  const cases: [string, Answer, StepName, "fail" | "warn" | "skip", RegExp][] = [
    [
      "404 of API Gateway",
      () => ({ status: 404, body: { message: "Not Found" } }),
      "http",
      "fail",
      /^HTTP 404: .*Not Found/,
    ],
    [
      "404 of remora",
      () => ({ status: 404, body: "remora: no webhook at this path" }),
      "http",
      "fail",
      /^HTTP 404: remora:/,
    ],
    ["500", () => ({ status: 500, body: "Internal Server Error" }), "http", "fail", /^HTTP 500: Internal/],
    ["429", () => ({ status: 429, body: "Too Many Requests" }), "http", "fail", /^HTTP 429/],
    [
      "a redirect",
      () => ({ status: 302, headers: { location: "https://login.example.com/" } }),
      "http",
      "fail",
      /redirects to https:\/\/login/,
    ],
    [
      "401: a wrong token",
      () => ({ status: 401, body: "remora: the cluster … could not prove who it is" }),
      "token",
      "fail",
      /^refused$/,
    ],
    [
      "403: of something before it",
      () => ({ status: 403, body: { message: "Forbidden" } }),
      "token",
      "fail",
      /^refused$/,
    ],
    [
      "403: from this address",
      () => ({ status: 403, body: "remora: calls are not accepted from this source address" }),
      "token",
      "skip",
      /^this machine's address/,
    ],
    [
      "403: another network",
      () => ({ status: 403, body: "remora: the network in the webhook's URL is not this cluster's" }),
      "token",
      "fail",
      /network/,
    ],
    ["no JSON", () => ({ body: "<html>" }), "review", "fail", /^the answer is no JSON: <html>/],
    [
      "JSON that is none",
      () => ({ body: { hello: 1 } }),
      "review",
      "fail",
      /^the answer is no AdmissionReview/,
    ],
    [
      "another version",
      review(ADD, { apiVersion: "admission.k8s.io/v1beta1" }),
      "review",
      "fail",
      /apiVersion is admission\.k8s\.io\/v1beta1/,
    ],
    [
      "another uid",
      review({ ...ADD, uid: "other" }),
      "review",
      "fail",
      /^the answer is to another review: expected .*, got other$/,
    ],
    [
      "a refusal",
      review({ allowed: false, status: { message: "no\n  way" } }),
      "review",
      "fail",
      /^the pod was refused: no way$/,
    ],
    [
      "a patch of another type",
      review({ ...ADD, patchType: "MergePatch" }),
      "review",
      "fail",
      /patch of the type MergePatch/,
    ],
    [
      "a patch that does not apply",
      review(patch([{ op: "add", path: "/no/where", value: 1 }])),
      "review",
      "fail",
      /^the patch cannot be applied/,
    ],
    [
      "a warning",
      review({ ...ADD, warnings: ["remora: old configuration"] }),
      "review",
      "warn",
      /it warns: remora: old/,
    ],
  ];
  test.each(cases)("%s", async (_, answer, step, status, found) => {
    const certificate = await goodCertificate();
    const wrong = firstWrong(await walkTo(await serve(answer, certificate), certificate));
    expect(wrong).toMatchObject({ step, status });
    expect(wrong.found).toMatch(found);
  });

  test("the review is marked as a dry run, and asks for a pod that nobody has", async () => {
    const certificate = await goodCertificate();
    const seen: { request: { dryRun: boolean; name: string; operation: string } }[] = [];
    const answer: Answer = (body) => {
      seen.push(JSON.parse(body));
      return review(ADD)(body);
    };
    const steps = await walkTo(await serve(answer, certificate), certificate);
    expect(seen.map(({ request }) => request)).toMatchObject([
      { dryRun: true, name: "remora-doctor", operation: "CREATE" },
    ]);
    expect(steps.at(-1)?.found).toBe("answered: 1 changes, which put in istio-proxy");
  });

  test("remora itself", async () => {
    const injector = compileMutator({ ...INJECTOR, nativeSidecars: false });
    const served = { injector, version: "1", checkedAt: Date.now() };
    const service = {
      route: openRouter(async () => served),
      health: async () => served,
      onOutcome: () => {},
    };
    const certificate = await goodCertificate();
    const server = createServer(
      { cert: certificate.cert, key: certificate.key },
      async (request, response) => {
        const { pathname } = new URL(request.url ?? "", "https://localhost");
        const headers = request.headers as Record<string, string>;
        const body = await buffer(request);
        const given: HttpRequest = { method: "POST", path: pathname, query: {}, headers, body };
        const answered = await respond(service, given);
        response.writeHead(answered.status, answered.headers).end(answered.body);
      },
    );
    const steps = await walkTo(await listening(server), certificate);
    expect(steps.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(steps.at(-1)?.found).toMatch(/which put in istio-init, istio-proxy$/);
  });
});
