import type { Family } from "./source.ts";
import { dateFunctions } from "./sprig/dates.ts";
import { dictFunctions } from "./sprig/dicts.ts";
import { listFunctions } from "./sprig/lists.ts";
import { numberFunctions } from "./sprig/numbers.ts";
import { patternFunctions } from "./sprig/patterns.ts";
import { placeFunctions } from "./sprig/places.ts";
import { secretFunctions } from "./sprig/secrets.ts";
import { stringListFunctions } from "./sprig/string-lists.ts";
import { stringFunctions } from "./sprig/strings.ts";
import { valueFunctions } from "./sprig/values.ts";
import { versionFunctions } from "./sprig/versions.ts";

/** The families of functions that generated templates call besides the built-in ones. */
export const FAMILIES: readonly Family[] = [
  stringFunctions,
  stringListFunctions,
  numberFunctions,
  valueFunctions,
  listFunctions,
  dictFunctions,
  dateFunctions,
  patternFunctions,
  versionFunctions,
  placeFunctions,
  secretFunctions,
];
