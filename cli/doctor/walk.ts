import { connectTo, type Endpoint, lookUp } from "./endpoint.ts";
import { askForReview, type Commands } from "./review.ts";
import { type Step, type StepName, skip } from "./step.ts";
import { checkTls } from "./tls.ts";

const WAY: readonly StepName[] = ["dns", "tcp", "tls", "http", "token", "review"];

/** The way from here to an endpoint's answer. What comes after a step that failed is not tried. */
export async function walk(
  endpoint: Endpoint & { readonly timeout: number },
  commands: Commands,
): Promise<Step[]> {
  const steps: Step[] = [];
  const failed = (step: Step) => {
    steps.push(step);
    return step.status === "fail";
  };
  const { step, addresses } = await lookUp(endpoint.url);
  if (
    !failed(step) &&
    !failed(await connectTo(endpoint.url, addresses)) &&
    !failed(await checkTls(endpoint, commands))
  )
    steps.push(...(await askForReview(endpoint, commands, endpoint.timeout)));
  const missing = WAY.slice(steps.length);
  return [...steps, ...missing.map((name) => skip(name, "not tried: an earlier step failed"))];
}
