import { type LabelSelector, labelSelectorAsSelector } from "../../../lib/kubernetes/label-selector.ts";
import type { Random } from "./random.ts";
import type { Subject } from "./subject.ts";

/** metav1.LabelSelectorAsSelector, Matches and Empty. */
export const selectorSubject: Subject = {
  name: "selector",
  share: 8,
  comparesMessages: true,
  generate: (random) => ({
    subject: "selector",
    selector: random.chance(0.03) ? null : generateSelector(random),
    labels: Object.fromEntries(random.list(4, () => [random.pick(goodKeys), random.pick(goodValues)])),
  }),
  answer: (question) => {
    const selector = labelSelectorAsSelector(question.selector as LabelSelector | null);
    return `${selector.matches(question.labels ?? {})} ${selector.empty}`;
  },
};

const goodKeys = ["app", "tier", "example.com/app", "constructor", "a_b.c-d", "istio.io/rev"];
const badKeys = [
  "",
  "a/b/c",
  "/a",
  "a/",
  "Ex.com/a",
  "-a",
  "a b",
  "x".repeat(64),
  `${"y".repeat(254)}/a`,
  "é",
  'a"b',
];
const goodValues = ["", "web", "db", "true", "1", "toString", "x".repeat(63)];
const badValues = ["-a", "a b", "x".repeat(64), "é", "a/b", '"', "\n"];

function generateSelector(random: Random) {
  const bad = random.chance(0.15) ? 0.3 : 0;
  const key = () => (random.chance(bad) ? random.pick(badKeys) : random.pick(goodKeys));
  const value = () => (random.chance(bad) ? random.pick(badValues) : random.pick(goodValues));
  return {
    ...(random.chance(0.5)
      ? { matchLabels: Object.fromEntries(random.list(2, () => [key(), value()])) }
      : {}),
    ...(random.chance(0.6)
      ? {
          matchExpressions: random.list(3, () => {
            const operator = random.chance(bad / 3)
              ? random.pick(["in", "", "Gt", '"x'])
              : random.pick(["In", "NotIn", "Exists", "DoesNotExist"]);
            const wants = operator.endsWith("In") !== random.chance(bad / 3);
            return {
              key: key(),
              operator,
              ...(wants ? { values: [value(), ...random.list(2, value)] } : {}),
            };
          }),
        }
      : {}),
  };
}
