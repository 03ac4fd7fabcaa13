import type { BasicKind, KubernetesType } from "../schema/schema.ts";
import { type Decoder, mismatch, numberLiteral } from "./context.ts";

/** The least and the greatest value of a kind; int and uint have 64 bits wherever Kubernetes runs. */
const ranges: Readonly<Partial<Record<BasicKind, readonly [bigint, bigint]>>> = {
  int: signed(64n),
  int8: signed(8n),
  int16: signed(16n),
  int32: signed(32n),
  int64: signed(64n),
  uint: unsigned(64n),
  uint8: unsigned(8n),
  uint16: unsigned(16n),
  uint32: unsigned(32n),
  uint64: unsigned(64n),
};

function signed(bits: bigint): readonly [bigint, bigint] {
  return [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

function unsigned(bits: bigint): readonly [bigint, bigint] {
  return [0n, 2n ** bits - 1n];
}

export function isInteger(kind: KubernetesType["kind"]): boolean {
  return Object.hasOwn(ranges, kind);
}

/** Integers pass if their literal is one in range: 1.0 and 1e3 are errors, as in Go. */
export function decodeInteger(type: KubernetesType): Decoder {
  const range = ranges[type.kind as BasicKind];
  if (!range) throw new TypeError(`${type.kind} is no integer`);
  const [min, max] = range;
  const [safeMin, safeMax] = [
    Math.max(Number(min), Number.MIN_SAFE_INTEGER),
    Math.min(Number(max), Number.MAX_SAFE_INTEGER),
  ];
  return (value, previous, context) => {
    if (typeof value === "number" && Number.isInteger(value) && value >= safeMin && value <= safeMax)
      return value + 0;
    if (value === null) return previous ?? 0;
    const integer = parseInteger(numberLiteral(value));
    if (integer === undefined || integer < min || integer > max) {
      mismatch(context, value, type);
      return previous ?? 0;
    }
    return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
  };
}

function parseInteger(literal: string | undefined): bigint | undefined {
  return literal !== undefined && /^-?\d+$/.test(literal) ? BigInt(literal) : undefined;
}
