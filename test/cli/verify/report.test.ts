import { expect, test } from "@jest/globals";
import { driftText } from "../../../cli/drift/report.ts";
import type { Finding } from "../../../cli/verify/finding.ts";
import { podsText, summary } from "../../../cli/verify/report.ts";

const finding = (pod: string, kind: string, name: string, change: Partial<Finding> = {}): Finding => ({
  namespace: "shop",
  pod,
  workload: { kind, name },
  verdict: "missing",
  why: "created before its namespace was labelled",
  ...change,
});

/** No terminal. */
const PLAIN = { isTTY: false } as NodeJS.WriteStream;

const FINDINGS = [
  finding("web-1-a", "Deployment", "web"),
  finding("job-1", "CronJob", "report", {
    verdict: "outdated",
    why: "istio-proxy is old",
    namespace: "batch",
  }),
  finding("web-1-b", "Deployment", "web"),
  finding("web-1-c", "Deployment", "web"),
  finding("web-1-d", "Deployment", "web"),
  finding("web-1-e", "Deployment", "web", { verdict: "outdated", why: "revision a, now b" }),
  finding("alone", "Pod", "alone", { verdict: "not-called", why: "nobody\u001b[31m serves it" }),
];

test("pods are listed by namespace and workload, with the reason and what mends it", () => {
  expect(podsText(FINDINGS, PLAIN)).toBe(`batch
  CronJob/report: 1 pod: another version
    why:  istio-proxy is old
    pods: job-1
    mend: its next run gets what is in service now
shop
  Deployment/web: 4 pods: no sidecar
    why:  created before its namespace was labelled
    pods: web-1-a, web-1-b, web-1-c and 1 more
    mend: kubectl rollout restart deployment/web -n shop
  Deployment/web: 1 pod: another version
    why:  revision a, now b
    pods: web-1-e
    mend: kubectl rollout restart deployment/web -n shop
  Pod/alone: 1 pod: no webhook is called
    why:  nobody\\u001b[31m serves it
`);
});

test("the summary counts what is wrong, what is not, and what was left aside", () => {
  const pods = { ok: 5, missing: 4, outdated: 2, "not-called": 1, "left-out": 3, others: 2, unasked: 9 };
  expect(summary({ pods, wrong: FINDINGS, compared: true, drift: [] })).toBe(
    "7 of 26 pods are not as they should be: 4 without a sidecar, 1 that no webhook is called for, 2 of another version; 5 have theirs; 3 are left out by a rule; 2 are another injector's; for 9 nobody asks\n",
  );
});

test("where nothing is wrong it says so, and what was not compared", () => {
  expect(summary({ pods: { ok: 5 }, wrong: [], compared: false, drift: [] })).toMatch(
    /^5 of 5 pods have their sidecar, and none lacks one\nwhat is in service is not known, .* --stage/,
  );
});

test("drift says what differs, what that does to pods, and what mends it", () => {
  const difference = { part: "values", path: "global.tag", cluster: '"2"', inService: '"1"' } as const;
  const report = {
    revision: "default",
    differences: [difference],
    pods: { changed: 10, of: 12 },
    mend: ["MEND"],
  };
  expect(driftText([report, { ...report, revision: "same", differences: [] }], PLAIN)).toBe(
    `revision default: the cluster's own configuration differs from what is in service
  values global.tag: "2" in the cluster, "1" in service
  10 of 12 sample pods would come out otherwise
  mend: MEND
`,
  );
});
