import type { Case } from "./case.ts";

const spellings = [
  ..."0 1 +1 -1 -0 00 05 1.5 1.500 0.100 .5 1. 0.1 0.25 1000 1000m 1500m 100m 1e3 1E3 12e6 1.5e3 1e-3 1e-10 1k 1000k".split(
    " ",
  ),
  ..."1Ki 1024 1024Ki 1.5Gi 1536Mi 0.5Gi 0.0001Ki 1.1Ki 8Ei 9Ei 100Ei 1E 1000E 12345678901234567890".split(
    " ",
  ),
  ..."0.1n 0.123456789 0.1234567891 1n 1u 1999999999999999999m 3000000Ki 7Ki 1000Ki 123456789012345678".split(
    " ",
  ),
  ..."1e99 -1.5Gi -0.1 1g 1mi 1KI 1e 1Kii a 1a .".split(" "),
  "",
  " 1",
  "1 ",
  "1_000",
  "0x1",
  "--1",
  "1.2.3",
  "1.5Mi",
];

export const quantityCases: readonly Case[] = spellings.map((text) => [
  `"${text}"`,
  { subject: "quantity", text },
]);
