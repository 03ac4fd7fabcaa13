/**
 * Packages and built-ins that are loaded when a template first calls for them, so that a cold start pays for
 * none of them. Calls of template functions are synchronous, and so is this.
 *
 * A bundler that writes CommonJS puts the packages in, unevaluated, where it sees `require`; elsewhere there
 * is none, and Node makes one. The version for browsers has neither, and no built-ins.
 */

import { GoError } from "../gotemplate/values.ts";

type NodeModule = typeof import("node:module");

export function loadRe2js(): typeof import("re2js") {
  if (typeof require === "function") return require("re2js");
  return requireFromHere()("re2js");
}

export function loadBcrypt(): typeof import("bcryptjs").default {
  const bcrypt = typeof require === "function" ? require("bcryptjs") : requireFromHere()("bcryptjs");
  return bcrypt.default ?? bcrypt;
}

export function loadCrypto(): typeof import("node:crypto") {
  return builtin<typeof import("node:crypto")>("node:crypto");
}

function requireFromHere(): NodeJS.Require {
  return builtin<NodeModule>("node:module").createRequire(import.meta.url);
}

function builtin<T>(name: string): T {
  const module = globalThis.process?.getBuiltinModule?.(name);
  if (module === undefined) throw new GoError(`${name} is not available here`);
  return module as T;
}
