import type { ChainNode, FieldNode, IdentifierNode, Operand, VariableNode } from "../ast.ts";
import { printNode } from "../print-node.ts";
import { quote } from "../quote.ts";
import { fieldNames, fieldValue, findField, findMethod } from "../struct-fields.ts";
import { isNilPointer, typed, zeroValue } from "../typed.ts";
import { ANY, assignable, isGoFunc, type Present, STRING, typeNameOf, typeOf } from "../types.ts";
import {
  type GoFunc,
  GoMap,
  type GoType,
  type GoValue,
  Nil,
  Pointer,
  Struct,
  type StructField,
  type StructType,
} from "../values.ts";
import {
  type ArgumentList,
  callMethod,
  compileArguments,
  compileFunction,
  functionResult,
  NO_ARGUMENTS,
} from "./call.ts";
import type { Origins } from "./origins.ts";
import { compilePipeline, declaredAmong, notAFunction } from "./pipeline.ts";
import type { Command, Context, Expression } from "./program.ts";
import type { State } from "./state.ts";
import { noting, notingMethod } from "./traced.ts";

/** `.A.B` */
export function compileField(
  node: FieldNode,
  context: Context,
  args: readonly Operand[],
  hasFinal: boolean,
): Command {
  const access = compileAccess(node, node.ident, context, args, hasFinal);
  const flag = context.scope.dotFlag;
  const command: Command = (state, dot, final) => {
    state.node = node;
    return access(state, dot, dot, flag, final);
  };
  return notingMethod(context, command, { args, hasFinal }, (origins) => origins.field(node.ident));
}

/** `(pipeline).A.B` */
export function compileChain(
  node: ChainNode,
  context: Context,
  args: readonly Operand[],
  hasFinal: boolean,
): Command {
  if (node.node.type === "nil") {
    return (state) => {
      state.node = node;
      return state.fail(`indirection through explicit nil in ${printNode(node)}`);
    };
  }
  const { receiver, boxed } = chainReceiver(node.node, context);
  const access = compileAccess(node, node.fields, context, args, hasFinal);
  const flag = boxed ? ALWAYS_BOXED : -1;
  const command: Command = (state, dot, final) => {
    state.node = node;
    return access(state, dot, receiver(state, dot), flag, final);
  };
  return notingMethod(context, command, { args, hasFinal }, (origins) => origins.descend(node.fields));
}

function chainReceiver(node: Operand, context: Context): { receiver: Expression; boxed: boolean } {
  if (node.type === "pipe") return { receiver: compilePipeline(node, context), boxed: false };
  const call = compileFunction(node as IdentifierNode, node, [node], context, false);
  const result = functionResult(node as IdentifierNode, context);
  return { receiver: (state, dot) => call(state, dot, undefined), boxed: result?.kind === "interface" };
}

/** `$x.A.B` */
export function compileVariable(
  node: VariableNode,
  context: Context,
  args: readonly Operand[],
  hasFinal: boolean,
): Command {
  const [name = "$", ...fields] = node.ident;
  const candidates = context.scope.lookup(name);
  const [variable] = candidates;
  if (variable === undefined || variable.conditional) {
    const access = fields.length > 0 ? compileAccess(node, fields, context, args, hasFinal) : undefined;
    const command: Command = (state, dot, final) => {
      state.node = node;
      const { slot } = declaredAmong(state, candidates, name);
      const value = state.variables[slot] as GoValue;
      return access === undefined ? value : access(state, dot, value, slot + 1, final);
    };
    return noting(context, command, (origins, state) =>
      origins.variable(declaredAmong(state, candidates, name).slot, fields),
    );
  }
  const { slot } = variable;
  const note = (origins: Origins) => origins.variable(slot, fields);
  if (fields.length === 0) {
    return noting(context, compileBareVariable(node, slot, args.length > 1 || hasFinal), note);
  }
  const access = compileAccess(node, fields, context, args, hasFinal);
  const command: Command = (state, dot, final) => {
    state.node = node;
    return access(state, dot, state.variables[slot] as GoValue, slot + 1, final);
  };
  return notingMethod(context, command, { args, hasFinal }, note);
}

function compileBareVariable(node: VariableNode, slot: number, hasArguments: boolean): Command {
  const fail = hasArguments ? notAFunction(node) : undefined;
  return (state, dot, final) => {
    state.node = node;
    return fail === undefined ? (state.variables[slot] as GoValue) : fail(state, dot, final);
  };
}

/** Walks from a receiver along the fields. `flag` is the slot that says whether the receiver is boxed. */
type Access = (state: State, dot: GoValue, receiver: GoValue, flag: number, final: GoValue) => GoValue;

const ALWAYS_BOXED = -2;

/** Only the last field may be a method with arguments. */
function compileAccess(
  node: Operand,
  fields: readonly string[],
  context: Context,
  args: readonly Operand[],
  hasFinal: boolean,
): Access {
  const steps = fields.map((name, index) => new Step(name, node, fields[index - 1]));
  const last = steps[steps.length - 1] as Step;
  const hasArguments = args.length > 1 || hasFinal;
  const argumentList = hasArguments ? compileArguments(args.slice(1), hasFinal, context) : undefined;
  if (steps.length === 1 && argumentList === undefined) {
    return (state, _dot, receiver, flag) => {
      const fast = last.own(receiver);
      return fast === undefined ? last.read(state, receiver, undefined, flag) : fast;
    };
  }
  return (state, dot, receiver, flag, final) => {
    let container: GoValue;
    let value = receiver;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as Step;
      const current: GoValue = value;
      if (i === steps.length - 1 && argumentList !== undefined) {
        return step.readWithArguments(state, current, container, flag, { args: argumentList, dot, final });
      }
      value = step.own(current);
      if (value === undefined) value = step.read(state, current, container, flag);
      container = current;
    }
    return value;
  };
}

/** Go names what other packages may see with a capital letter. */
const EXPORTED = /^\p{Lu}/u;

const OF_FUNCTIONS: ReadonlySet<string> = new Set(["call", "signature", "impure"]);

interface Given {
  readonly args: ArgumentList;
  readonly dot: GoValue;
  readonly final: GoValue;
}

/**
 * One field access. Messages name the receiver's type as Go sees it: that of an interface if it was found in
 * a map or list of interfaces. `container` is where it was found, unless this is the first access.
 */
class Step {
  private readonly name: string;
  private readonly node: Operand;
  /** The field that the receiver was found under. */
  private readonly previous: string | undefined;
  /** A plain object cannot be a function if the name is none of a function's properties. */
  private readonly isPlain: boolean;
  private readonly exported: boolean;
  /** The type of the struct that was read last, and its field of that name: it mostly is the next one's too. */
  private lastType: StructType | undefined;
  private lastField: StructField | undefined;

  constructor(name: string, node: Operand, previous: string | undefined) {
    this.name = name;
    this.node = node;
    this.previous = previous;
    this.isPlain = !OF_FUNCTIONS.has(name);
    this.exported = EXPORTED.test(name);
  }

  /** The quick way: an own key of a map[string]any. Undefined sends on to {@link read}. */
  own(receiver: GoValue): GoValue {
    if (
      this.isPlain &&
      typeof receiver === "object" &&
      receiver !== null &&
      Object.getPrototypeOf(receiver) === Object.prototype &&
      Object.hasOwn(receiver, this.name)
    ) {
      return (receiver as Record<string, GoValue>)[this.name] ?? null;
    }
    return undefined;
  }

  read(state: State, receiver: GoValue, container: GoValue, flag: number): GoValue {
    if (receiver === undefined) return this.ofNothing(state);
    const target = this.dereference(state, receiver, container, flag);
    if (target instanceof Struct && target.type === this.lastType) {
      return fieldValue(target, this.lastField as StructField);
    }
    const method = this.method(target, receiver);
    if (method !== undefined) return this.callMethod(state, receiver, method);
    if (target instanceof Struct) {
      const field = findField(target.type, this.name);
      if (field !== undefined) {
        if (!this.exported) this.failUnexported(state, receiver, container, flag);
        this.lastType = target.type;
        this.lastField = field;
        return fieldValue(target, field);
      }
    } else if (this.isKeyOf(target)) {
      return this.entry(state, target);
    }
    return this.fail(state, receiver, target, container, flag);
  }

  /** As {@link read}, where only a method can take what follows. */
  readWithArguments(
    state: State,
    receiver: GoValue,
    container: GoValue,
    flag: number,
    given: Given,
  ): GoValue {
    if (receiver === undefined) return this.ofNothing(state);
    const target = this.dereference(state, receiver, container, flag);
    const method = this.method(target, receiver);
    if (method !== undefined) return this.callMethod(state, receiver, method, given);
    if (target instanceof Struct && findField(target.type, this.name) !== undefined) {
      return state.fail(`${this.name} has arguments but cannot be invoked as function`);
    }
    if (this.isKeyOf(target)) return state.fail(`${this.name} is not a method but has arguments`);
    return this.fail(state, receiver, target, container, flag);
  }

  /** Of the value; one that only its pointer has is found through the pointer. */
  private method(target: Present, receiver: Present | null): GoFunc | undefined {
    return (
      findMethod(target, this.name) ?? (target === receiver ? undefined : findMethod(receiver, this.name))
    );
  }

  private ofNothing(state: State): undefined {
    if (state.missingKey === "error") state.fail(`nil data; no entry for key ${quote(this.name)}`);
    return undefined;
  }

  /** What is behind pointers; a nil pointer stays, for its methods. */
  private dereference(
    state: State,
    receiver: Exclude<GoValue, undefined>,
    container: GoValue,
    flag: number,
  ): Present {
    let target: GoValue = receiver;
    while (target instanceof Pointer) target = target.target;
    if (target === null || target === undefined) {
      return state.fail(
        `nil pointer evaluating ${this.typeName(state, receiver, container, flag)}.${this.name}`,
      );
    }
    return target;
  }

  private callMethod(state: State, receiver: GoValue, method: GoFunc, given?: Given): GoValue {
    const { name, node } = this;
    return callMethod(state, { method, receiver, name, node, args: NO_ARGUMENTS, ...given });
  }

  private isKeyOf(target: Present): boolean {
    if (target instanceof GoMap || target instanceof Nil) {
      return target.type.kind === "map" && assignable(STRING, target.type.key);
    }
    return typeOf(target).kind === "map";
  }

  private entry(state: State, map: Present): GoValue {
    if (map instanceof GoMap && map.entries.has(this.name)) {
      return typed(map.type.elem, map.entries.get(this.name));
    }
    if (!(map instanceof GoMap || map instanceof Nil) && Object.hasOwn(map as object, this.name)) {
      return (map as Record<string, GoValue>)[this.name] ?? null;
    }
    switch (state.missingKey) {
      case "default":
        return undefined;
      case "zero":
        return zeroValue(elementType(map));
      case "error":
        return state.fail(`map has no entry for key ${quote(this.name)}`, { scope: fieldNames(map) });
    }
  }

  private failUnexported(state: State, receiver: Present | null, container: GoValue, flag: number): never {
    const type = this.typeName(state, receiver, container, flag);
    return state.fail(`${this.name} is an unexported field of struct type ${type}`);
  }

  private fail(
    state: State,
    receiver: Present | null,
    target: Present,
    container: GoValue,
    flag: number,
  ): never {
    const type = this.typeName(state, receiver, container, flag);
    const ofStruct = target instanceof Nil && target.type.kind === "ptr" ? target.type.elem : undefined;
    const known = ofStruct?.kind !== "struct" || findField(ofStruct, this.name) !== undefined;
    if (isNilPointer(target) && known) return state.fail(`nil pointer evaluating ${type}.${this.name}`);
    const scope = fieldNames(ofStruct?.kind === "struct" ? ofStruct : target);
    return state.fail(`can't evaluate field ${this.name} in type ${type}`, { scope });
  }

  private typeName(state: State, receiver: Present | null, container: GoValue, flag: number): string {
    const boxed =
      this.previous === undefined ? isBoxed(state, flag) : holdsInterfaces(container, this.previous);
    return boxed || receiver === null ? ANY.name : typeNameOf(receiver);
  }
}

const isBoxed = (state: State, flag: number): boolean =>
  flag === ALWAYS_BOXED || (flag >= 0 && state.variables[flag] === true);

function holdsInterfaces(container: GoValue, name: string): boolean {
  let target = container;
  while (target instanceof Pointer) target = target.target;
  if (target instanceof Struct) return findField(target.type, name)?.type.kind === "interface";
  return (
    target !== null && target !== undefined && elementType(target).kind === "interface" && !isGoFunc(target)
  );
}

function elementType(map: Present): GoType {
  const type = typeOf(map);
  return type.kind === "map" || type.kind === "slice" ? type.elem : ANY;
}
