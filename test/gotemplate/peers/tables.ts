import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../peer.ts";

/** The tables of text/template's own tests, read from the Go that is installed; nothing of them is kept. */
export interface Tables {
  readonly exec: ExecTables;
  readonly parse: readonly ParseCase[];
}

export interface ExecTables {
  readonly types: Readonly<Record<string, TypeEntry>>;
  readonly cases: readonly ExecCase[];
  /** First and last code points of what strconv.IsPrint is true of. */
  readonly printable: readonly (readonly [number, number])[];
}

export interface TypeEntry {
  readonly kind: string;
  readonly elem?: string;
  readonly key?: string;
  readonly fields?: readonly { readonly name: string; readonly type: string }[];
}

export interface ExecCase {
  readonly table: string;
  readonly name: string;
  readonly input: string;
  readonly data: Typed | null;
  readonly output?: string;
  readonly error?: string;
}

export interface Typed {
  readonly type: string;
  readonly value: unknown;
}

export interface ParseCase {
  readonly table: string;
  readonly name: string;
  readonly input: string;
  readonly tree?: string;
  readonly error?: string;
  readonly empty: boolean;
}

const FOLDER = fileURLToPath(new URL("go/", import.meta.url));

/** Runs Go's test packages with one file more each, which writes their tables down. */
export function readTables(): Tables {
  const folder = mkdtempSync(join(tmpdir(), "remora-gotemplate-"));
  try {
    const exec = join(folder, "exec.json");
    const parse = join(folder, "parse.json");
    const overlay = join(folder, "overlay.json");
    const packages = join(run("go", ["env", "GOROOT"], "").trim(), "src/text/template");
    const replace = {
      [join(packages, "tables_test.go")]: join(FOLDER, "exec_tables_test.go"),
      [join(packages, "parse/tables_test.go")]: join(FOLDER, "parse_tables_test.go"),
    };
    writeFileSync(overlay, JSON.stringify({ Replace: replace }));
    process.env.REMORA_EXEC_TABLES = exec;
    process.env.REMORA_PARSE_TABLES = parse;
    const args = ["test", "-p", "2", "-count", "1", "-overlay", overlay, "-run", "^TestWriteTables$"];
    run("go", [...args, "text/template", "text/template/parse"], "");
    return { exec: JSON.parse(readFileSync(exec, "utf8")), parse: JSON.parse(readFileSync(parse, "utf8")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
