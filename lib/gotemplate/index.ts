/** `remora/gotemplate`: Go's text/template for JavaScript. docs/gotemplate.md shows how to use it. */
export { TemplateError, type TemplateErrorCode } from "./errors.ts";
export { goFormat, printValue, sprint, sprintf, sprintln } from "./fmt.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { Template, type TemplateOptions } from "./template.ts";
export {
  type BasicType,
  type FuncMap,
  fn,
  GoError,
  type GoFunc,
  GoMap,
  type GoType,
  type GoValue,
  type MapType,
  type Methods,
  Named,
  Nil,
  Num,
  Pointer,
  Slice,
  type SliceType,
  Struct,
  type StructField,
  type StructType,
} from "./values.ts";
