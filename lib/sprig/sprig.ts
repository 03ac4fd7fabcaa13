/** `remora/sprig`: the text functions of Masterminds/sprig v3. docs/template-functions.md lists them. */

import { type FuncMap, fn } from "../gotemplate/values.ts";
import { decryptionFuncs, encryptionFuncs } from "./aes.ts";
import { certificateFuncs, customCertificateFuncs } from "./certificates.ts";
import { clockFuncs, dateFuncs } from "./dates.ts";
import { defaultFuncs } from "./defaults.ts";
import { dictFuncs } from "./dicts.ts";
import { encodingFuncs } from "./encoding.ts";
import { envFuncs } from "./env.ts";
import { flowFuncs } from "./flow.ts";
import { hashFuncs } from "./hashes.ts";
import { jsonFuncs } from "./json.ts";
import { listFuncs } from "./lists.ts";
import { numberFuncs } from "./numbers.ts";
import { DEFAULT_LIMITS, type SprigOptions } from "./options.ts";
import { bcryptFuncs, passwordFuncs } from "./passwords.ts";
import { pathFuncs } from "./paths.ts";
import { randomFuncs } from "./random.ts";
import { regexFuncs } from "./regex.ts";
import { semverFuncs } from "./semver.ts";
import { stringListFuncs } from "./string-lists.ts";
import { stringFuncs } from "./strings.ts";
import { typeFuncs } from "./types.ts";
import { urlFuncs } from "./urls.ts";

export type { Limits, SprigOptions } from "./options.ts";

/**
 * sprig's TxtFuncMap. What the options leave out is refused: a template that names such a function fails to
 * parse, with the reason.
 *
 * @throws RangeError for a zone that is not in the time zone database
 */
export function sprigFuncs(options: SprigOptions = {}): FuncMap {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const zone = options.zone ?? "UTC";
  return {
    ...stringFuncs(limits),
    ...stringListFuncs(limits),
    ...numberFuncs(limits),
    ...defaultFuncs,
    ...encodingFuncs,
    ...jsonFuncs,
    ...listFuncs(limits),
    ...dictFuncs,
    ...typeFuncs,
    ...dateFuncs(zone),
    ...pathFuncs,
    ...flowFuncs,
    ...semverFuncs,
    ...urlFuncs,
    ...regexFuncs(limits),
    ...hashFuncs,
    ...passwordFuncs,
    ...decryptionFuncs,
    ...customCertificateFuncs,
    ...worldlyFuncs(options, zone),
  };
}

type Random = NonNullable<SprigOptions["random"]>;

const NO_NETWORK = "templates may not use the network";
const NO_CLOCK = "it tells the time, and templates were given no clock";
const NO_RANDOM = "it is random, and templates were given no source of randomness";
const NO_ENV = "it reads the environment, and templates were given none";

/** Functions that reach beyond their arguments. */
function worldlyFuncs(options: SprigOptions, zone: string): FuncMap {
  const { clock, env } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const random: Random = options.random ?? nothing;
  const context = { clock: clock ?? nothing, zone, random };
  const certificates = certificateFuncs(context);
  const randoms = { ...randomFuncs(random, limits), ...bcryptFuncs(random), ...encryptionFuncs(random) };
  return {
    getHostByName: { ...fn("func(name string) string", nothing), refused: NO_NETWORK },
    ...(clock ? clockFuncs(context) : refuse(clockFuncs(context), NO_CLOCK)),
    ...(env ? envFuncs(env) : refuse(envFuncs({}), NO_ENV)),
    ...(options.random ? randoms : refuse(randoms, NO_RANDOM)),
    ...(clock && options.random ? certificates : refuse(certificates, clock ? NO_RANDOM : NO_CLOCK)),
  };
}

function refuse(functions: FuncMap, reason: string): FuncMap {
  return Object.fromEntries(
    Object.entries(functions).map(([name, func]) => [name, { ...func, refused: reason }]),
  );
}

function nothing(): never {
  throw new Error("this function is refused when a template is parsed");
}
