/**
 * Variables while a template is compiled: each gets a slot in the frame, and the slot after it says whether
 * it holds an element of a list or map of interfaces, which errors name by the type "interface {}".
 */
export interface Variable {
  readonly name: string;
  readonly slot: number;
  /** Declared where evaluation may skip it: inside the arguments of `and` and `or`. */
  readonly conditional: boolean;
}

/** What a conditional variable's slot holds until its declaration is evaluated. */
export const UNDECLARED = Symbol("undeclared");

export class Scope {
  /** The number of slots that a frame needs. */
  size = 0;
  /** The slot that says whether dot is an element of interface type; -1 where it never is. */
  dotFlag = -1;
  private readonly variables: Variable[] = [];
  private conditions = 0;

  constructor() {
    this.declare("$");
  }

  declare(name: string): Variable {
    const variable = { name, slot: this.slot(2), conditional: this.conditions > 0 };
    this.variables.push(variable);
    return variable;
  }

  slot(count: number): number {
    const slot = this.size;
    this.size += count;
    return slot;
  }

  /** The variables of that name, the innermost first, down to one that is surely declared. */
  lookup(name: string): Variable[] {
    const found: Variable[] = [];
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i] as Variable;
      if (variable.name !== name) continue;
      found.push(variable);
      if (!variable.conditional) break;
    }
    return found;
  }

  /** What is declared inside ends with it. */
  block<T>(compileInner: () => T): T {
    const { length } = this.variables;
    const result = compileInner();
    this.variables.length = length;
    return result;
  }

  /** Dot is something else inside; `flag` as in {@link dotFlag}. */
  withDot<T>(flag: number, compileInner: () => T): T {
    const { dotFlag } = this;
    this.dotFlag = flag;
    const result = compileInner();
    this.dotFlag = dotFlag;
    return result;
  }

  /** Compiles what may not be evaluated, and says which variables it declares. */
  conditionally<T>(compileInner: () => T): { result: T; declared: Variable[] } {
    const before = this.variables.length;
    this.conditions++;
    const result = compileInner();
    this.conditions--;
    return { result, declared: this.variables.slice(before) };
  }
}
