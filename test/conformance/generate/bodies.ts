import { stringify as stringifyYaml } from "yaml";
import { type Ask, reviewText } from "../case.ts";
import type { Random } from "./random.ts";

/** Bodies that are not an ordinary review of version v1, each with what the API server would hold the object to be. */
const BODIES: Readonly<Record<string, (pod: string, namespace: string) => Ask>> = {
  v1beta1: (pod, namespace) => ({
    kind: "review",
    review: reviewText(pod, namespace, { version: "v1beta1" }),
  }),
  "a review in YAML": (pod, namespace) => ({
    kind: "body",
    body: stringifyYaml(JSON.parse(reviewText(pod, namespace))),
    object: pod,
  }),
  "an empty body": () => ({ kind: "body", body: "" }),
  "an empty object": () => ({ kind: "body", body: "{}" }),
  "no JSON": () => ({ kind: "body", body: "{not json" }),
  "a list": () => ({ kind: "body", body: "[]" }),
  null: () => ({ kind: "body", body: "null" }),
  "a pod instead of a review": (pod) => ({ kind: "body", body: pod }),
  "a review of another version": (pod, namespace) => ({
    kind: "body",
    body: reviewText(pod, namespace, { version: "v2" }),
  }),
  "a review without an object": () => ({
    kind: "body",
    body: '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1","namespace":"default"}}',
  }),
  "an object that is no pod": () => ({
    kind: "review",
    review: reviewText('{"kind":"Pod","spec":"text"}', "default"),
  }),
  "an object of null": () => ({ kind: "review", review: reviewText("null", "default") }),
  "text after the review": (pod, namespace) => ({
    kind: "body",
    body: `${reviewText(pod, namespace)}x`,
    object: pod,
  }),
  "white space around the review": (pod, namespace) => ({
    kind: "body",
    body: `\n ${reviewText(pod, namespace)}\n\n`,
    object: pod,
  }),
  "another content type": (pod, namespace) => ({
    kind: "body",
    body: reviewText(pod, namespace),
    contentType: "application/json; charset=utf-8",
  }),
  "a text content type": () => ({ kind: "body", body: "hello", contentType: "text/plain" }),
  "an unknown field in the review": (pod, namespace) => ({
    kind: "review",
    review: reviewText(pod, namespace).replace('"request":{', '"extra":1,"request":{"more":[1],'),
  }),
  "members in odd case": (pod, namespace) => ({
    kind: "review",
    review: reviewText(pod, namespace).replace('"uid":', '"UID":').replace('"namespace":', '"Namespace":'),
  }),
  "a uid that is a number": (pod, namespace) => ({
    kind: "review",
    review: reviewText(pod, namespace).replace(/"uid":"[^"]*"/, '"uid":5'),
  }),
};

export const BODY_NAMES = Object.keys(BODIES);

export function makeBody(name: string, pod: string, namespace: string): Ask {
  const make = BODIES[name];
  if (!make) throw new Error(`no body ${name}`);
  return make(pod, namespace);
}

/** A review's uid as others write them. */
export function uid(random: Random): string {
  return random.pick(["705ab4f5-6393-11e8-b7cc-42010a800002", "", "ünï-<code>&", "x".repeat(200)]);
}
