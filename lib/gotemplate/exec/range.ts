import type { BranchNode, ListNode } from "../ast.ts";
import { printValue } from "../fmt-printer.ts";
import { sortedEntries, sortedKeys } from "../maps.ts";
import { indirect, typed, yieldsOf } from "../typed.ts";
import { isGoFunc, isIntegerKind, isPlainObject } from "../types.ts";
import { GoMap, type GoValue, Nil, Num, Slice } from "../values.ts";
import { assignedVariables, compilePipeline, type Store } from "./pipeline.ts";
import { BREAK, type Context, DONE, type Flow, type Statement } from "./program.ts";
import type { Variable } from "./scope.ts";
import type { State } from "./state.ts";
import { inBranch } from "./traced.ts";

/** The body of a range, run for one element; BREAK ends the loop. */
interface Loop {
  readonly state: State;
  readonly storeIndex: Store | undefined;
  readonly storeElement: Store | undefined;
  readonly body: Statement;
  readonly dotFlag: number;
}

export function compileRange(
  node: BranchNode,
  context: Context,
  compileList: (list: ListNode, context: Context) => Statement,
): Statement {
  const { scope } = context;
  return scope.block(() => {
    const declared: Variable[] = [];
    const pipeline = compilePipeline(node.pipe, context, declared);
    const stores = node.pipe.isAssign ? assignedVariables(node.pipe, context) : declared.map(storeInto);
    const [storeIndex, storeElement] = stores.length > 1 ? stores : [undefined, stores[0]];
    const dotFlag = scope.slot(1);
    const body = scope.block(() => scope.withDot(dotFlag, () => compileList(node.list, context)));
    const { elseList } = node;
    const otherwise =
      elseList &&
      inBranch(
        context,
        node,
        true,
        scope.block(() => compileList(elseList, context)),
      );
    return (state, dot) => {
      state.node = node;
      const value = indirect(pipeline(state, dot));
      const loop: Loop = { state, storeIndex, storeElement, body, dotFlag };
      state.origins?.enter(node, false);
      const ran = iterate(loop, value, stores.length);
      state.origins?.leave();
      if (ran || otherwise === undefined) return DONE;
      // A break in the else branch ends this range, as in Go, though the parser counts it to the one outside.
      const flow = otherwise(state, dot);
      return flow === BREAK ? DONE : flow;
    };
  });
}

const storeInto =
  ({ slot }: Variable): Store =>
  (state, value, boxed) => {
    state.variables[slot] = value;
    state.variables[slot + 1] = boxed;
    state.origins?.declare(slot);
  };

/** Runs the loop over a value; false where there was nothing to run over. */
function iterate(loop: Loop, value: GoValue, variables: number): boolean {
  if (value === undefined) return false;
  if (Array.isArray(value)) return overItems(loop, value, undefined);
  if (value instanceof Slice) return overItems(loop, value.items, value);
  if (value instanceof GoMap) return overMap(loop, value);
  if (isPlainObject(value)) return overObject(loop, value);
  if (value instanceof Nil && value.type.kind !== "ptr") return false;
  const integer = value instanceof Num && isIntegerKind(value.type.kind) ? value.value : value;
  if (typeof integer === "bigint") return overInteger(loop, value, integer, variables);
  if (isGoFunc(value) && yieldsOf(value) > 0) return overFunction(loop, value, variables);
  return loop.state.fail(`range can't iterate over ${printValue(value)}`);
}

function iteration(loop: Loop, index: GoValue, element: GoValue, boxed: boolean): Flow {
  const { state } = loop;
  state.limiter.step();
  loop.storeIndex?.(state, index, false);
  loop.storeElement?.(state, element, boxed);
  state.variables[loop.dotFlag] = boxed;
  return loop.body(state, element);
}

function overItems(loop: Loop, items: readonly unknown[], slice: Slice | undefined): boolean {
  loop.state.limiter.iterations(items.length);
  const elem = slice?.type.elem;
  const boxed = elem === undefined || elem.kind === "interface";
  for (let i = 0; i < items.length; i++) {
    const element = elem === undefined ? ((items[i] as GoValue) ?? null) : typed(elem, items[i]);
    const index = loop.storeIndex === undefined ? undefined : BigInt(i);
    loop.state.origins?.element(i);
    if (iteration(loop, index, element, boxed) === BREAK) break;
  }
  return items.length > 0;
}

function overObject(loop: Loop, object: Readonly<Record<string, GoValue>>): boolean {
  const keys = sortedKeys(object);
  loop.state.limiter.iterations(keys.length);
  for (const key of keys) {
    loop.state.origins?.element(key);
    if (iteration(loop, key, object[key] ?? null, true) === BREAK) break;
  }
  return keys.length > 0;
}

function overMap(loop: Loop, map: GoMap): boolean {
  const entries = sortedEntries(map);
  loop.state.limiter.iterations(entries.length);
  const boxed = map.type.elem.kind === "interface";
  for (const [key, element] of entries) {
    loop.state.origins?.element(key);
    if (iteration(loop, key, element, boxed) === BREAK) break;
  }
  return entries.length > 0;
}

function overInteger(loop: Loop, value: GoValue, count: bigint, variables: number): boolean {
  if (variables > 1) {
    loop.state.fail(`can't use ${printValue(value)} to iterate over more than one variable`);
  }
  loop.state.limiter.iterations(count);
  for (let i = 0n; i < count; i++) {
    const element = value instanceof Num ? new Num(value.type, i) : i;
    loop.state.origins?.element();
    if (iteration(loop, undefined, element, false) === BREAK) break;
  }
  return count > 0n;
}

/** An iterator: a function that calls another with each element (and its key) until that says no. */
function overFunction(loop: Loop, value: GoValue, variables: number): boolean {
  if (!isGoFunc(value)) return false;
  const pairs = yieldsOf(value) === 2;
  if (!pairs && variables > 1) {
    loop.state.fail(`can't use ${printValue(value)} iterate over more than one variable`);
  }
  let ran = false;
  value.call((first: GoValue, second: GoValue) => {
    ran = true;
    const [index, element] = pairs && variables > 1 ? [first, second] : [undefined, first];
    loop.state.origins?.element();
    return iteration(loop, index, element, false) !== BREAK;
  });
  return ran;
}
