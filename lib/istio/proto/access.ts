import type { Message } from "./message.ts";

/** Fields of a message with Go's zero values for what is not set; a nil message has none set. */

type Maybe = Message | undefined;

export function messageAt(message: Maybe, field: string): Message | undefined {
  return message?.[field] as Message | undefined;
}

export function textAt(message: Maybe, field: string): string {
  return (message?.[field] as string | undefined) ?? "";
}

export function numberAt(message: Maybe, field: string): number {
  return (message?.[field] as number | undefined) ?? 0;
}

export function boolAt(message: Maybe, field: string): boolean {
  return (message?.[field] as boolean | undefined) ?? false;
}

export function textsAt(message: Maybe, field: string): readonly string[] {
  return (message?.[field] as readonly string[] | undefined) ?? [];
}

export function messagesAt(message: Maybe, field: string): readonly Message[] {
  return (message?.[field] as readonly Message[] | undefined) ?? [];
}
