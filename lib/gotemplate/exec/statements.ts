import type { ActionNode, BranchNode, ListNode, Statement as Node, TemplateNode, TextNode } from "../ast.ts";
import { quote } from "../quote.ts";
import { isTrue } from "../truth.ts";
import { compilePipeline } from "./pipeline.ts";
import { printResult } from "./print.ts";
import { BREAK, CONTINUE, type Context, DONE, runProgram, type Statement } from "./program.ts";
import { compileRange } from "./range.ts";
import { inBranch } from "./traced.ts";

export function compileList(list: ListNode, context: Context): Statement {
  const statements = list.nodes.map((node) => compileStatement(node, context));
  if (statements.length === 1) return statements[0] as Statement;
  return (state, dot) => {
    for (let i = 0; i < statements.length; i++) {
      const flow = (statements[i] as Statement)(state, dot);
      if (flow !== DONE) return flow;
    }
    return DONE;
  };
}

function compileStatement(node: Node, context: Context): Statement {
  switch (node.type) {
    case "text":
      return compileText(node);
    case "action":
      return compileAction(node, context);
    case "if":
    case "with":
      return compileIfOrWith(node, context);
    case "range":
      return compileRange(node, context, compileList);
    case "template":
      return compileTemplate(node, context);
    case "break":
      return () => BREAK;
    case "continue":
      return () => CONTINUE;
  }
}

const compileText =
  (node: TextNode): Statement =>
  (state) => {
    state.limiter.step();
    state.sink.text(node);
    return DONE;
  };

/** A pipeline that declares or assigns prints nothing. */
function compileAction(node: ActionNode, context: Context): Statement {
  const pipeline = compilePipeline(node.pipe, context);
  if (node.pipe.decl.length > 0) {
    return (state, dot) => {
      state.limiter.step();
      pipeline(state, dot);
      return DONE;
    };
  }
  return (state, dot) => {
    state.limiter.step();
    const value = pipeline(state, dot);
    if (typeof value === "string") {
      state.sink.action(value, node);
    } else {
      state.node = node;
      state.sink.action(printResult(state, node, value), node);
    }
    return DONE;
  };
}

function compileIfOrWith(node: BranchNode, context: Context): Statement {
  const { scope } = context;
  return scope.block(() => {
    const condition = compilePipeline(node.pipe, context);
    const isWith = node.type === "with";
    const flag = isWith ? -1 : scope.dotFlag;
    const then = inBranch(
      context,
      node,
      false,
      scope.block(() => scope.withDot(flag, () => compileList(node.list, context))),
    );
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
      state.limiter.step();
      const value = condition(state, dot);
      if (isTrue(value)) return then(state, isWith ? value : dot);
      return otherwise === undefined ? DONE : otherwise(state, dot);
    };
  });
}

function compileTemplate(node: TemplateNode, context: Context): Statement {
  const argument = node.pipe && compilePipeline(node.pipe, context);
  return (state, dot) => {
    state.node = node;
    const program = state.programs.get(node.name);
    if (program === undefined) return state.fail(`template ${quote(node.name)} not defined`);
    state.limiter.step();
    state.limiter.enterTemplate();
    const value = argument?.(state, dot);
    state.origins?.enterTemplate(argument !== undefined);
    runProgram(program, state, value);
    state.origins?.leaveTemplate();
    state.limiter.leaveTemplate();
    return DONE;
  };
}
