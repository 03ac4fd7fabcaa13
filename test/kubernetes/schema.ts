/** Writes lib/kubernetes/schema/schema.generated.ts: npm run schema:kubernetes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSchema } from "./differential/go-peer.ts";

writeFileSync(join(import.meta.dirname, "../../lib/kubernetes/schema/schema.generated.ts"), generateSchema());
