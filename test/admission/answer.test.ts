import { describe, expect, test } from "@jest/globals";
import { type AnswerOptions, answer, type InjectFor } from "../../lib/admission/answer.ts";
import type { HttpRequest } from "../../lib/admission/http.ts";
import type { Decision } from "../../lib/injection/decision.ts";
import { Repeated } from "../../lib/kubernetes/json.ts";

const REVIEW = {
  kind: "AdmissionReview",
  apiVersion: "admission.k8s.io/v1",
  request: { uid: "u-1", namespace: "shop", object: { metadata: { name: "web" } } },
};

function post(body: string | Uint8Array, headers: Record<string, string> = {}): HttpRequest {
  const contentType = { "content-type": "application/json" };
  return { method: "POST", path: "/inject/net/n1", query: {}, headers: { ...contentType, ...headers }, body };
}

const skip: Decision = { outcome: "skip", reasons: [], templates: [], warnings: [] };
const quiet: AnswerOptions = { explain: false };

function send(body: string | Uint8Array, decision: Decision = skip, options: AnswerOptions = quiet): unknown {
  return JSON.parse(answer(post(body), () => decision, options).body);
}

function messageFor(body: string): unknown {
  const { response, ...rest } = send(body) as { response: { status: { message: string } } };
  expect(rest).toEqual({});
  expect(response).toMatchObject({ uid: "", allowed: false });
  return response.status.message;
}

describe("an answer repeats the review's version, kind and uid", () => {
  for (const apiVersion of ["admission.k8s.io/v1", "admission.k8s.io/v1beta1"]) {
    test(apiVersion, () => {
      expect(send(JSON.stringify({ ...REVIEW, apiVersion }))).toEqual({
        kind: "AdmissionReview",
        apiVersion,
        response: { uid: "u-1", allowed: true },
      });
    });
  }

  test("with the keys in Go's order", () => {
    const { body } = answer(
      post(JSON.stringify(REVIEW)),
      () => ({ ...skip, outcome: "inject", patch: [] }),
      quiet,
    );
    expect(body).toBe(
      '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"u-1","allowed":true,"patch":"W10=","patchType":"JSONPatch"}}',
    );
  });
});

describe("outcomes", () => {
  test("a patch travels in base64", () => {
    const patch = [{ op: "add" as const, path: "/metadata/labels", value: { a: "é<" } }];
    const { response } = send(JSON.stringify(REVIEW), { ...skip, outcome: "inject", patch }) as {
      response: { patch: string };
    };
    expect(JSON.parse(Buffer.from(response.patch, "base64").toString())).toEqual(patch);
  });

  test("a refusal is HTTP 200, not allowed, with the message", () => {
    expect(send(JSON.stringify(REVIEW), { ...skip, outcome: "refuse", message: "no" })).toMatchObject({
      response: { uid: "u-1", allowed: false, status: { metadata: {}, message: "no" } },
    });
  });

  test("a refusal lets the pod through with a warning where the operator fails open", () => {
    const options = { ...quiet, onFailure: "allow" as const };
    expect(
      send(JSON.stringify(REVIEW), { ...skip, outcome: "refuse", message: "no" }, options),
    ).toMatchObject({
      response: { allowed: true, warnings: ["not injected: no"] },
    });
  });

  test("an error that nobody foresaw is not told to the user, but to the operator", () => {
    const faults: unknown[] = [];
    const fault: InjectFor = () => {
      throw new TypeError("secret");
    };
    const { status, body } = answer(post(JSON.stringify(REVIEW)), fault, {
      onFault: (error) => faults.push(error),
    });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ response: { uid: "u-1", allowed: false } });
    expect(body).not.toContain("secret");
    expect(faults).toHaveLength(1);
  });
});

describe("explaining", () => {
  const reasons = [
    { code: "host-network" as const, rule: "spec.hostNetwork", text: "why", verdict: "skip" as const },
  ];

  test("the deciding reason goes into the audit log, warnings to the user", () => {
    const decision: Decision = { ...skip, reasons, warnings: ["careful\nhere"] };
    expect(send(JSON.stringify(REVIEW), decision, {})).toMatchObject({
      response: {
        auditAnnotations: {
          outcome: "skip",
          reason: "host-network",
          rule: "spec.hostNetwork",
          explanation: "why",
        },
        warnings: ["careful here"],
      },
    });
  });

  test("warnings of the caller's come last, also where nothing is explained", () => {
    const decision: Decision = { ...skip, warnings: ["first"] };
    expect(send(JSON.stringify(REVIEW), decision, { warnings: ["stale"] })).toMatchObject({
      response: { warnings: ["first", "stale"] },
    });
    expect(send(JSON.stringify(REVIEW), decision, { ...quiet, warnings: ["stale"] })).toMatchObject({
      response: { warnings: ["stale"] },
    });
  });
});

describe("what the injection is asked", () => {
  function asked(body: string | Uint8Array): unknown {
    let request: unknown;
    answer(post(body), (it) => {
      request = it;
      return skip;
    });
    return request;
  }

  test("the object, the request's namespace and the path", () => {
    expect(asked(JSON.stringify(REVIEW))).toEqual({
      pod: { metadata: { name: "web" } },
      namespace: "shop",
      path: "/inject/net/n1",
    });
  });

  const object = (text: string) =>
    `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","object":${text}}}`;

  test("integers beyond 2^53 come whole", () => {
    expect(asked(object('{"a":9007199254740993}'))).toMatchObject({ pod: { a: 9007199254740993n } });
  });

  test("a repeated object replaces, unless it is null; repeated keys in it are kept for decoding", () => {
    const b = new Repeated([{ c: 1 }, { d: 2 }]);
    expect(asked(object('{"a":1},"object":{"b":{"c":1},"b":{"d":2}}'))).toMatchObject({ pod: { b } });
    expect(asked(object('{"a":1},"object":null'))).toMatchObject({ pod: { a: 1 } });
  });

  test("each byte that is no UTF-8 is a replacement character", () => {
    const bytes = Buffer.from(object('{"a":"?"}').replace("?", "\xe2\x82"), "latin1");
    expect(asked(bytes)).toMatchObject({ pod: { a: "\ufffd\ufffd" } });
  });

  test("__proto__ is a key like any other", () => {
    const { pod } = asked(object('{"__proto__":{"polluted":true}}')) as { pod: object };
    expect(Object.keys(pod)).toEqual(["__proto__"]);
    expect("polluted" in pod).toBe(false);
  });

  test("a body in YAML is read, too", () => {
    expect(
      asked("apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest: {uid: u, namespace: shop}\n"),
    ).toEqual({
      pod: null,
      namespace: "shop",
      path: "/inject/net/n1",
    });
  });

  test("fields of the review count by their exact names", () => {
    const text = '{"apiVersion":"admission.k8s.io/v1","Kind":"AdmissionReview","request":{"UID":"u"}}';
    expect(send(text)).toEqual({ apiVersion: "admission.k8s.io/v1", response: { uid: "", allowed: true } });
  });
});

describe("requests without a readable body", () => {
  const cases: [name: string, request: HttpRequest, status: number, body: string][] = [
    ["an empty body", post(""), 400, "no body found\n"],
    [
      "another content type",
      post("{}", { "content-type": "text/plain" }),
      415,
      "invalid Content-Type, want `application/json`\n",
    ],
    [
      "a content type with a parameter",
      post("{}", { "content-type": "application/json; charset=utf-8" }),
      415,
      "invalid Content-Type, want `application/json`\n",
    ],
    [
      "more than 6 MiB",
      post(new Uint8Array(6 * 1024 * 1024 + 1)),
      400,
      "Request entity too large: limit is 6291456\n",
    ],
  ];
  test.each(cases)("%s", (_name, request, status, body) => {
    expect(answer(request, () => skip)).toMatchObject({ status, body });
  });
});

describe("a body that is no AdmissionReview is answered without kind, version and uid", () => {
  const reading = "couldn't get version/kind; json parse error: ";
  const findKind =
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
  const cases: [body: string, message: string][] = [
    ["{", `${reading}unexpected end of JSON input`],
    ["{} x", `${reading}invalid character 'x' after top-level value`],
    [" ", "Object 'Kind' is missing in ' '"],
    ["{}", "Object 'Kind' is missing in '{}'"],
    ["null", "Object 'Kind' is missing in 'null'"],
    ["[]", `${reading}json: cannot unmarshal array into Go value of type ${findKind}`],
    ["5", `${reading}json: cannot unmarshal number into Go value of type ${findKind}`],
    ['{"kind":"AdmissionReview"}', `Object 'apiVersion' is missing in '{"kind":"AdmissionReview"}'`],
    ['{"apiVersion":"a/b/c","kind":"X"}', "unexpected GroupVersion string: a/b/c"],
    [
      '{"apiVersion":"a/v1","kind":5}',
      `${reading}json: cannot unmarshal number into Go struct field .kind of type string`,
    ],
    ['{"apiVersion":"v1","kind":"Pod"}', "unsupported type :&TypeMeta{Kind:Pod,APIVersion:v1,}"],
    [
      '{"apiVersion":"admission.k8s.io/v2","kind":"AdmissionReview"}',
      'no kind "AdmissionReview" is registered for version "admission.k8s.io/v2" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":5}}',
      "json: cannot unmarshal number into Go struct field AdmissionRequest.request.uid of type types.UID",
    ],
    [
      '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":[]}',
      "json: cannot unmarshal array into Go struct field AdmissionReview.request of type v1.AdmissionRequest",
    ],
    ['{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}', "the review has no request"],
  ];
  test.each(cases)("%s", (body, message) => {
    expect(messageFor(body)).toBe(message);
  });

  test("ten thousand levels of nesting", () => {
    const deep = `${"[".repeat(10_001)}${"]".repeat(10_001)}`;
    const body = `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"object":${deep}}}`;
    expect(messageFor(body)).toBe(`${reading}invalid character '[' exceeded max depth`);
  });
});
