import { canonicalQuantity } from "../../../lib/kubernetes/quantity.ts";
import type { Random } from "./random.ts";
import type { Subject } from "./subject.ts";

/** resource.ParseQuantity and String. */
export const quantitySubject: Subject = {
  name: "quantity",
  share: 12,
  comparesMessages: true,
  generate: (random) => ({ subject: "quantity", text: generateQuantity(random) }),
  answer: (question) => canonicalQuantity(question.text ?? ""),
};

const suffixes = [
  "",
  "",
  "m",
  "k",
  "Ki",
  "Mi",
  "Gi",
  "Ti",
  "Pi",
  "Ei",
  "M",
  "G",
  "T",
  "P",
  "E",
  "n",
  "u",
  "e3",
  "E2",
  "e-3",
  "e+6",
];
const badSuffixes = [
  "e",
  "i",
  "mi",
  "KI",
  "g",
  " ",
  "e1.5",
  "Kii",
  "ee3",
  "e99",
  "e-99",
  "E-20",
  "B",
  "ki",
  "+",
  "-",
];

function generateQuantity(random: Random): string {
  const sign = random.pick(["", "", "", "", "-", "+"]);
  const whole = random.pick([
    "",
    "0",
    "00",
    digits(random, 3),
    digits(random, 6),
    digits(random, 20),
    "1000",
    "1024",
    "1048576",
  ]);
  const fraction = random.pick([
    "",
    "",
    "",
    ".",
    `.${digits(random, 3)}`,
    ".5",
    ".000",
    `.${digits(random, 14)}`,
    ".500",
  ]);
  const suffix = random.chance(0.85) ? random.pick(suffixes) : random.pick(badSuffixes);
  return sign + whole + fraction + suffix;
}

function digits(random: Random, atMost: number): string {
  return Array.from({ length: 1 + random.below(atMost) }, () => random.below(10)).join("");
}
