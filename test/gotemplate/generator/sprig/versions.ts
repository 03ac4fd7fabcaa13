import type { Family, Source } from "../source.ts";
import { type Argument, call, followed } from "./write.ts";

const OPERATORS = ["", "=", "!=", ">", "<", ">=", "<=", "=>", "=<", "~", "~>", "^", "!"];
const BETWEEN = [" ", ", ", "||", " || ", ",", " - ", ",,"];

function version(source: Source): string {
  const { random } = source;
  const part = () => random.pick(["0", "1", "2", "3", "10", "01", "x", "*", ""]);
  const numbers = random.chance(0.8)
    ? random.times(random.int(1, 3), () => random.pick(["0", "1", "2", "3", "10"]))
    : random.times(random.int(1, 4), part);
  const suffix = random.pick(["", "", "", "", "-alpha", "-rc.1", "-1", "+b1", "-a+b", "-", "-01"]);
  return random.pick(["", "", "v"]) + numbers.join(".") + suffix;
}

const versions: Argument = (source) => JSON.stringify(version(source));
const constraints: Argument = (source) => {
  const { random } = source;
  const term = () => random.pick(OPERATORS) + random.pick(["", "", " "]) + version(source);
  const terms = random.times(random.int(1, 3), term);
  return JSON.stringify(terms.reduce((all, one) => all + random.pick(BETWEEN) + one));
};

export const versionFunctions: Family = {
  name: "versions",
  calls: [
    call("semver", "string", versions),
    followed("semver", "string", "| toJson", versions),
    call("semverCompare", "bool", constraints, versions),
    call("semverCompare", "bool", constraints, versions),
  ],
};
