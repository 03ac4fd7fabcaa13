import { randomBytes } from "node:crypto";
import type { HttpRequest, HttpResponse } from "../../lib/admission/http.ts";
import type { InitialState, RenderRequest } from "../api.ts";
import { refusalOf } from "./guard.ts";
import { type RenderOptions, render } from "./render.ts";

/** The files of the page, by their names: "index.html", "app.js", "app.css". */
export type Assets = Readonly<Record<string, string>>;

export interface PlaygroundOptions extends RenderOptions {
  /** Called at the first look at the page. */
  readonly assets: () => Promise<Assets>;
  readonly initialState: () => Promise<InitialState>;
}

/** Answers what is the playground's, and nothing else. */
export type Playground = (
  request: HttpRequest,
  scheme: "http" | "https",
) => Promise<HttpResponse> | undefined;

const BASE = "/playground/";

/** The page, its files and its API; `undefined` for a path that is none of these. */
export function createPlayground(options: PlaygroundOptions): Playground {
  return (request, scheme) => {
    const { path, method } = request;
    if (path !== "/" && path !== "/playground" && !path.startsWith(BASE)) return undefined;
    const refusal = refusalOf(request, scheme);
    if (refusal !== undefined) return Promise.resolve(text(403, refusal));
    if (path === "/" || path === "/playground") return Promise.resolve(redirect(BASE));
    const route = ROUTES.get(`${method} ${path.slice(BASE.length)}`);
    return route ? route(request, options) : Promise.resolve(text(404, "there is no such page"));
  };
}

type Handle = (request: HttpRequest, options: PlaygroundOptions) => Promise<HttpResponse>;

const ROUTES: ReadonlyMap<string, Handle> = new Map<string, Handle>([
  ["GET ", page],
  ["GET app.js", file("app.js", "text/javascript; charset=utf-8")],
  ["GET app.css", file("app.css", "text/css; charset=utf-8")],
  ["GET api/state", async (_, { initialState }) => json(200, await initialState())],
  ["POST api/render", renderRoute],
]);

/** The nonce lets CodeMirror add its style sheets, and nothing else that is inline. */
async function page(_: HttpRequest, { assets }: PlaygroundOptions): Promise<HttpResponse> {
  const nonce = randomBytes(18).toString("base64");
  const html = (await assets())["index.html"] ?? "";
  return answer(200, html.replaceAll("%NONCE%", nonce), {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "connect-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  });
}

function file(name: string, type: string): Handle {
  return async (_, { assets }) => answer(200, (await assets())[name] ?? "", { "content-type": type });
}

async function renderRoute({ body }: HttpRequest, options: PlaygroundOptions): Promise<HttpResponse> {
  const request = readRequest(typeof body === "string" ? body : Buffer.from(body).toString("utf8"));
  if (request === undefined) return text(400, "the body must be JSON: { workload, settings }");
  return json(200, await render(request, options));
}

const SETTINGS_TEXTS = [
  "config",
  "values",
  "mesh",
  "rules",
  "revision",
  "kubernetesVersion",
  "cluster",
  "network",
  "namespace",
  "namespaceLabels",
] as const;

function readRequest(body: string): RenderRequest | undefined {
  try {
    const { workload, settings = {} } = JSON.parse(body);
    if (typeof workload !== "string" || typeof settings !== "object" || settings === null) return undefined;
    const texts = SETTINGS_TEXTS.flatMap((key) =>
      typeof settings[key] === "string" ? [[key, settings[key]]] : [],
    );
    const { nativeSidecars } = settings;
    return {
      workload,
      settings: {
        ...Object.fromEntries(texts),
        ...(typeof nativeSidecars === "boolean" && { nativeSidecars }),
      },
    };
  } catch {
    return undefined;
  }
}

function json(status: number, value: unknown): HttpResponse {
  const body = JSON.stringify(value, (_, item) => (typeof item === "bigint" ? Number(item) : item));
  return answer(status, body, { "content-type": "application/json" });
}

function text(status: number, message: string): HttpResponse {
  return answer(status, `${message}\n`, { "content-type": "text/plain; charset=utf-8" });
}

function redirect(location: string): HttpResponse {
  return answer(302, "", { location });
}

function answer(status: number, body: string, headers: Readonly<Record<string, string>>): HttpResponse {
  return {
    status,
    body,
    headers: {
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      ...headers,
    },
  };
}
