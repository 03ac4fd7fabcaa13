import type { InitialState, RenderRequest, RenderResponse } from "../api.ts";

export async function fetchState(): Promise<InitialState> {
  return (await call("api/state")).json();
}

/** @throws Error with a sentence for the user */
export async function fetchRendering(request: RenderRequest): Promise<RenderResponse> {
  const options = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  };
  return (await call("api/render", options)).json();
}

async function call(path: string, options?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The server does not answer. Is remora serve still running? What you typed stays here.");
  }
  if (!response.ok) throw new Error(`The server refuses: ${(await response.text()).trim()}`);
  return response;
}
