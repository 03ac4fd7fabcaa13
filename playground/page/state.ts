import type { Settings } from "../api.ts";

/** What a link holds. */
export interface PageState {
  readonly workload: string;
  /** Only what differs from the served injector. */
  readonly settings: Settings;
  /** The configuration that the present one is compared with. */
  readonly baseline?: Settings;
  readonly tab?: string;
  readonly view?: string;
}

/** The state as the fragment of a URL: JSON, deflated, in base64url. The fragment never leaves the browser. */
export async function encodeState(state: PageState): Promise<string> {
  const bytes = await through(
    new CompressionStream("deflate-raw"),
    new TextEncoder().encode(JSON.stringify(state)),
  );
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Undefined for a fragment that is no state. */
export async function decodeState(fragment: string): Promise<PageState | undefined> {
  try {
    const binary = atob(fragment.replace(/^#/, "").replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const state = JSON.parse(
      new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes)),
    );
    return typeof state?.workload === "string" && typeof state.settings === "object" ? state : undefined;
  } catch {
    return undefined;
  }
}

async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}
