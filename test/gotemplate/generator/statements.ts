import type { Kind } from "./data.ts";
import type { Source } from "./source.ts";

/** Everything that may stand between delimiters, by the name under which it is counted. */
const STATEMENTS: Readonly<Record<string, (writer: Writer) => string>> = {
  print: (writer) => writer.action(writer.pipeline()),
  "print dot": (writer) => writer.action("."),
  declare: (writer) => writer.declaration(),
  assign: (writer) => writer.assignment(),
  if: (writer) => writer.conditional(),
  with: (writer) => writer.withClause(),
  "range list": (writer) => writer.range("list"),
  "range map": (writer) => writer.range("map"),
  "range int": (writer) => writer.range("int"),
  template: (writer) => writer.template(),
  block: (writer) => writer.block(),
  define: (writer) => writer.define(),
  comment: (writer) => writer.comment(),
  break: (writer) => writer.loopControl("break"),
  continue: (writer) => writer.loopControl("continue"),
};

const TEXTS = ["", " ", "\n", "text", "  - key: ", "}\n{ ", "é ", "a{b", "\t\n ", "-", "{ } "];

/** Writes statements between texts; `delims` are what the case declares. */
export class Writer {
  private readonly source: Source;
  private readonly delims: readonly [string, string];
  private readonly templates: string[] = [];
  private definitions = "";
  private named = 0;
  private loops = 0;
  private depth = 0;

  constructor(source: Source, delims: readonly [string, string]) {
    this.source = source;
    this.delims = delims;
  }

  text(): string {
    const body = this.list(this.source.random.int(1, 4));
    return this.source.random.chance(0.5) ? this.definitions + body : body + this.definitions;
  }

  private list(count: number): string {
    this.depth++;
    const { random } = this.source;
    let text = random.pick(TEXTS);
    for (let i = 0; i < count; i++) text += this.statement() + random.pick(TEXTS);
    this.depth--;
    return text;
  }

  private statement(): string {
    const names = this.depth > 3 ? ["print", "print dot", "comment"] : Object.keys(STATEMENTS);
    const name = this.source.rarest(names, (one) => `action ${one}`);
    this.source.count(`action ${name}`);
    return (STATEMENTS[name] as (writer: Writer) => string)(this);
  }

  /** Between the delimiters, with or without trim markers. */
  action(body: string): string {
    const { random } = this.source;
    const [left, right] = this.delims;
    const before = random.chance(0.15) ? "- " : random.chance(0.3) ? " " : "";
    const after = random.chance(0.15) ? " -" : random.chance(0.3) ? " " : "";
    return `${left}${before}${body}${after}${right}`;
  }

  /** A command or operand, sometimes piped on. */
  pipeline(kind: Kind = this.source.anyKind()): string {
    const { source } = this;
    const first = source.random.chance(0.6) ? source.command(kind) : undefined;
    const text = first ?? source.operand(kind);
    if (source.random.chance(0.75)) return text;
    source.count("action pipe");
    return `${text} | ${source.random.pick(["print", 'printf "%v"', "html", "not", "js", "println", "urlquery", 'printf "%q"', "eq nil", "and true"])}`;
  }

  declaration(): string {
    const kind = this.source.anyKind();
    const value = this.pipeline(kind);
    return this.action(`${this.source.declare(value.includes("|") ? "string" : kind)} := ${value}`);
  }

  assignment(): string {
    const variable = this.source.someVariable();
    if (variable === undefined) return this.declaration();
    return this.action(`${variable.name} = ${this.source.operand(variable.kind)}`);
  }

  conditional(): string {
    const { source } = this;
    const start = this.action(`if ${this.pipeline(source.random.chance(0.6) ? "bool" : source.anyKind())}`);
    let text = start + source.inner({}, () => this.list(1));
    if (source.random.chance(0.2)) {
      source.count("action else if");
      text += this.action(`else if ${this.pipeline("bool")}`) + source.inner({}, () => this.list(1));
    }
    return text + this.otherwise() + this.action("end");
  }

  private otherwise(): string {
    const { source } = this;
    if (source.random.chance(0.6)) return "";
    source.count("action else");
    return this.action("else") + source.inner({}, () => this.list(1));
  }

  withClause(): string {
    const { source } = this;
    const kind = source.anyKind();
    return source.inner({}, () => {
      const value = source.operand(kind);
      const declares = source.random.chance(0.3) ? `${source.declare(kind)} := ` : "";
      let text = this.action(`with ${declares}${value}`);
      text += source.inner({ atRoot: false }, () => this.list(1));
      if (source.random.chance(0.15)) {
        source.count("action else with");
        text += this.action(`else with ${source.operand(kind)}`);
        text += source.inner({ atRoot: false }, () => this.list(1));
      }
      return text + this.otherwise() + this.action("end");
    });
  }

  range(kind: "list" | "map" | "int"): string {
    const { source } = this;
    const value =
      kind === "int"
        ? source.random.pick(["3", "1", "0", "5", "(len .none)", "'\\x02'"])
        : source.rangeOperand(kind);
    return source.inner({}, () => {
      const variables = this.rangeVariables(kind);
      let text = this.action(`range ${variables}${value}`);
      this.loops++;
      text += source.inner({ atRoot: false }, () => this.list(source.random.int(1, 2)));
      this.loops--;
      return text + this.otherwise() + this.action("end");
    });
  }

  private rangeVariables(kind: "list" | "map" | "int"): string {
    const { source } = this;
    const choice = source.random.next();
    if (choice < 0.5) return "";
    const element = kind === "int" ? "int" : "string";
    if (choice < 0.7) return `${source.declare(element)} := `;
    if (kind === "int" && source.random.chance(0.9)) return "";
    return `${source.declare(kind === "map" ? "string" : "int")}, ${source.declare(element)} := `;
  }

  loopControl(word: "break" | "continue"): string {
    const { source } = this;
    if (this.loops === 0) return this.range("list");
    return (
      this.action(`if ${this.pipeline("bool")}`) +
      this.action(word) +
      this.action("end") +
      source.random.pick(TEXTS)
    );
  }

  template(): string {
    const { source } = this;
    if (this.templates.length === 0) return this.define();
    const name = source.random.chance(0.01) ? "unknown" : source.random.pick(this.templates);
    const argument =
      source.random.chance(0.95) && source.rooted ? " $" : source.random.pick(["", ` ${source.any()}`]);
    return this.action(`template "${name}"${argument}`);
  }

  block(): string {
    const { source } = this;
    const rooted = source.rooted && source.random.chance(0.7);
    const value = rooted ? "$" : source.any();
    const body = this.isolated(rooted);
    return this.action(`block "b${this.named++}" ${value}`) + body + this.action("end");
  }

  define(): string {
    const name = `d${this.named++}`;
    const body = this.isolated(true);
    this.templates.push(name);
    this.definitions += this.action(`define "${name}"`) + body + this.action("end");
    return this.template();
  }

  /** The body of a template of its own: no loop around it, no variables but `$`. */
  private isolated(rooted: boolean): string {
    const { loops } = this;
    this.loops = 0;
    const body = this.source.inner({ atRoot: rooted, rooted, fresh: true }, () => this.list(1));
    this.loops = loops;
    return body;
  }

  comment(): string {
    const [left, right] = this.delims;
    return this.source.random.chance(0.5)
      ? `${left}/* a comment */${right}`
      : `${left}- /* a\ncomment */ -${right}`;
  }
}
