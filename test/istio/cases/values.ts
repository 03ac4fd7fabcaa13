import type { Cases } from "../protocol.ts";

const values = (text: string) => ({ op: "values", text }) as const;

/** The installation's values as the injector's own code and as templates see them. */
export const valuesCases: Cases = {
  "nothing at all": values(""),
  "an empty object": values("{}"),
  "a usual one": values(
    "global:\n  hub: example.com/istio\n  tag: 1.30-debug\n  network: n1\n  proxy: {image: proxyv2, statusPort: 15020}\n",
  ),
  "a tag that is a number": values("global: {tag: 1.20}"),
  "a tag that is null": values("global: {tag: null}"),
  "a tag that is a list": values("global: {tag: [1, {b: 2, a: null}]}"),
  "numbers are float64": values("n: 12345678901234567890\nm: 1e3\n"),
  "unknown fields stay for templates": values("mine: {x: [1, 'a', null]}\n"),
  "a field of the wrong type": values("global: {hub: 5}"),
  "a message that is a list": values("global: []"),
  "a list": values("[1]"),
  "a text": values("text"),
  "ports and percentages": values(
    "pilot: {podDisruptionBudget: 1}\ngateways: {istio-ingressgateway: {rollingMaxSurge: 25%, rollingMaxUnavailable: 1}}\n",
  ),
};
