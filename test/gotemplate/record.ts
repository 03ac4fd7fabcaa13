/** Has Go answer every case of cases/*.jsonl anew. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildPeer, run } from "./peer.ts";

const CASES = fileURLToPath(new URL("cases/", import.meta.url));
run(buildPeer(), ["record", ...readdirSync(CASES).map((file) => `${CASES}${file}`)], "");
