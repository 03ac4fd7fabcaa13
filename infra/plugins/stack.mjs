import { readFileSync } from "node:fs";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";

/**
 * Creates a stack from a file, or updates it where the file or a parameter changed. It is protected from
 * termination: stacks made this way hold what must outlive the service. One that cannot be created leaves nothing.
 *
 * @returns {Promise<{created: boolean, outputs: Record<string, string>}>}
 */
export async function ensureStack(provider, { name, file, parameters = {} }) {
  const client = new CloudFormationClient(await provider.getAwsSdkV3Config());
  const known = await describe(client, name);
  const request = {
    StackName: name,
    TemplateBody: readFileSync(file, "utf8"),
    Parameters: Object.entries(parameters).map(([key, value]) => ({
      ParameterKey: key,
      ParameterValue: String(value),
    })),
  };
  if (known) await update(client, request, known.StackId);
  else await create(client, request);
  return { created: !known, outputs: await stackOutputs(provider, name) };
}

/** @returns {Promise<Record<string, string>>} */
export async function stackOutputs(provider, name) {
  const client = new CloudFormationClient(await provider.getAwsSdkV3Config());
  const { Outputs = [] } = (await describe(client, name)) ?? {};
  return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

async function create(client, request) {
  const { StackId } = await client.send(new CreateStackCommand({ ...request, OnFailure: "DELETE" }));
  await settle(client, StackId, waitUntilStackCreateComplete);
  await client.send(
    new UpdateTerminationProtectionCommand({ StackName: StackId, EnableTerminationProtection: true }),
  );
}

async function update(client, request, StackId) {
  try {
    await client.send(new UpdateStackCommand(request));
  } catch (error) {
    if (/No updates are to be performed/.test(error.message)) return;
    throw error;
  }
  await settle(client, StackId, waitUntilStackUpdateComplete);
}

/** @throws Error with the reason of the resource that failed first; the waiter's own says only that one did. */
async function settle(client, StackId, wait) {
  try {
    await wait({ client, maxWaitTime: 900, minDelay: 1, maxDelay: 10 }, { StackName: StackId });
  } catch (error) {
    throw new Error(`The stack ${StackId} failed. ${(await firstFailure(client, StackId)) ?? error.message}`);
  }
}

/** The oldest failure since the stack last began to change; those after it follow from it. */
async function firstFailure(client, StackId) {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: StackId }));
  const begin = StackEvents.findIndex(
    ({ PhysicalResourceId, ResourceStatus }) =>
      PhysicalResourceId === StackId && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(ResourceStatus),
  );
  const failures = StackEvents.slice(0, begin + 1).filter(({ ResourceStatus }) =>
    /FAILED$/.test(ResourceStatus),
  );
  const first = failures.at(-1);
  return first && `${first.LogicalResourceId}: ${first.ResourceStatusReason}`;
}

/** The stack's deployed template, parsed, or undefined where there is no such stack. */
export async function deployedTemplate(provider, name) {
  const client = new CloudFormationClient(await provider.getAwsSdkV3Config());
  if (!(await describe(client, name))) return undefined;
  const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: name }));
  return JSON.parse(TemplateBody);
}

async function describe(client, name) {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    if (/does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
