import { basename } from "node:path";
import { Template } from "../../lib/gotemplate/template.ts";
import { encodeUtf8 } from "../../lib/gotemplate/utf8.ts";
import type { GoValue } from "../../lib/gotemplate/values.ts";
import { decodeYaml } from "../../lib/sprig/helm.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import { commandFunctions } from "./functions.ts";
import { EXECUTION_LIMITS } from "./limits.ts";

interface RenderFileOptions {
  readonly template: string;
  readonly data?: string;
  readonly option: readonly string[];
  readonly env: readonly string[];
}

/** The bytes that the template in a file makes of the data in another. */
export async function renderFile({ template, data, option, env }: RenderFileOptions): Promise<Uint8Array> {
  if (template === "-" && data === "-") {
    throw new UsageError("the template and its data cannot both come from standard input");
  }
  const source = await readText(template);
  const value = data === undefined ? null : await readData(data);
  const output = new Template(basename(template), { limits: EXECUTION_LIMITS })
    .funcs(commandFunctions(env))
    .option(...option)
    .parse(source)
    .execute(value);
  return encodeUtf8(output);
}

/** JSON is YAML; every number is a float64, as in Go's own tools. */
async function readData(file: string): Promise<GoValue> {
  const source = await readText(file);
  try {
    return decodeYaml(source);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}
