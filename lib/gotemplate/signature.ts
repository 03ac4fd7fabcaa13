import { ANY, BASIC_TYPES, REFLECT_VALUE, typeName } from "./types.ts";
import type { GoFunc, GoType } from "./values.ts";

/** What Go's type of a function says, read from its text: `func(sep string, items ...any) (string, error)`. */
export interface Signature {
  /** Of a variadic function the last one is the type of one element. */
  readonly params: readonly GoType[];
  readonly variadic: boolean;
  readonly results: readonly GoType[];
  /** As %T prints it: types alone. */
  readonly name: string;
}

type DeclaredTypes = Readonly<Record<string, GoType>>;

const signatures = new WeakMap<GoFunc, Signature>();

/** The signature of a function, read once. Throws a SyntaxError where the text is no Go function type. */
export function signatureOf(func: GoFunc): Signature {
  let signature = signatures.get(func);
  if (signature === undefined) {
    signature = parseSignature(func.signature, func.types);
    signatures.set(func, signature);
  }
  return signature;
}

function parseSignature(text: string, types: DeclaredTypes = {}): Signature {
  const reader = new TypeReader(text, types);
  reader.expect("func");
  const signature = reader.signature();
  reader.end();
  return signature;
}

const TOKEN = /\s*(\.\.\.|[A-Za-z_][\w./]*|[()[\]{},*])/y;

class TypeReader {
  private readonly text: string;
  private readonly types: DeclaredTypes;
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(text: string, types: DeclaredTypes) {
    this.text = text;
    this.types = types;
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
      this.tokens.push(match[1] as string);
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== "") this.fail();
  }

  signature(): Signature {
    const { types: params, variadic } = this.parameters();
    const results = this.results();
    return { params, variadic, results, name: signatureName(params, variadic, results) };
  }

  expect(token: string): void {
    if (this.tokens[this.at++] !== token) this.fail();
  }

  end(): void {
    if (this.at !== this.tokens.length) this.fail();
  }

  private peek(offset = 0): string | undefined {
    return this.tokens[this.at + offset];
  }

  private take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }

  /** Either all parameters are named (`a, b string, c int`) or none is (`string, int`). */
  private parameters(): { types: GoType[]; variadic: boolean } {
    this.expect("(");
    const types: GoType[] = [];
    let variadic = false;
    let names = 0;
    while (!this.take(")")) {
      if (this.startsName()) {
        this.at++;
        names++;
        if (this.take(",")) continue;
      }
      variadic = this.take("...");
      const type = this.type();
      for (let i = Math.max(names, 1); i > 0; i--) types.push(type);
      names = 0;
      if (this.peek() !== ")") this.expect(",");
    }
    return { types, variadic };
  }

  /** A name is followed by its type, or by a comma and a list of names that a type ends. */
  private startsName(): boolean {
    if (!/^[A-Za-z_]\w*$/.test(this.peek() ?? "")) return false;
    for (let i = 1; ; i += 2) {
      const next = this.peek(i);
      if (next === undefined || next === ")" || next === "{" || next === "(") return false;
      if (next === "[") return this.peek(i - 1) !== "map";
      if (next !== ",") return true;
      if (!/^[A-Za-z_]\w*$/.test(this.peek(i + 1) ?? "")) return false;
    }
  }

  private results(): GoType[] {
    const next = this.peek();
    if (next === undefined || next === "," || next === ")") return [];
    return next === "(" ? this.parameters().types : [this.type()];
  }

  private type(): GoType {
    if (this.take("*")) return { kind: "ptr", elem: this.type() };
    if (this.take("[")) {
      this.expect("]");
      return { kind: "slice", elem: this.type() };
    }
    const name = this.tokens[this.at++];
    if (name === "map" && this.take("[")) {
      const key = this.type();
      this.expect("]");
      return { kind: "map", key, elem: this.type() };
    }
    if (name === "func") return { kind: "func", name: this.signature().name };
    if (name === "interface") {
      this.expect("{");
      this.expect("}");
      return ANY;
    }
    if (name === undefined || !/^[A-Za-z_]/.test(name)) this.fail();
    return Object.hasOwn(this.types, name) ? (this.types[name] as GoType) : namedType(name);
  }

  private fail(): never {
    throw new SyntaxError(`not the type of a Go function: ${JSON.stringify(this.text)}`);
  }
}

function namedType(name: string): GoType {
  if (name === "any") return ANY;
  if (name === "reflect.Value") return REFLECT_VALUE;
  return BASIC_TYPES.get(name) ?? { kind: "interface", name };
}

function signatureName(params: readonly GoType[], variadic: boolean, results: readonly GoType[]): string {
  const names = params.map(typeName);
  if (variadic) names.push(`...${names.pop()}`);
  const last = results.map(typeName).join(", ");
  const suffix = results.length === 0 ? "" : results.length === 1 ? ` ${last}` : ` (${last})`;
  return `func(${names.join(", ")})${suffix}`;
}
