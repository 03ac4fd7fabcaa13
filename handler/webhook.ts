import type { Context } from "aws-lambda";
import { awsEnvironment } from "../lib/sources/aws-environment.ts";
import { signedGetSecretValue } from "../lib/sources/get-secret-value.ts";
import { createService } from "./create-service.ts";
import { type HttpEvent, type HttpResult, isHttpEvent, toHttpRequest, toHttpResult } from "./http-event.ts";
import { Log } from "./log.ts";
import { respond } from "./service.ts";
import { readSettings } from "./settings.ts";

/*
 * Lambda's entry. What stands here runs while the function starts: the secret is on its way before the first
 * request comes.
 */
const settings = readSettings(process.env);
const getSecretValue = signedGetSecretValue(awsEnvironment(process.env));
const service = createService(settings, getSecretValue, new Log(settings.stage));
service.health(Number.POSITIVE_INFINITY).catch(() => {});

/** Answers one event. An event that is none of HTTP's (a schedule that keeps the function warm) is acknowledged. */
export async function handler(event: HttpEvent, context: Context): Promise<HttpResult | undefined> {
  if (!isHttpEvent(event)) return undefined;
  return toHttpResult(
    event,
    await respond(service, toHttpRequest(event), context.getRemainingTimeInMillis()),
  );
}
