import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// The clients of the framework itself, so that there is one version of them and one way to credentials.
const fromFramework = createRequire(createRequire(import.meta.url).resolve("serverless/package.json"));
const cloudFormation = fromFramework("@aws-sdk/client-cloudformation");
export const s3 = fromFramework("@aws-sdk/client-s3");

/**
 * Creates a stack from a file, or updates it where the file or a parameter changed. It is protected from
 * termination: stacks made this way hold what must outlive the service.
 *
 * @returns {Promise<{created: boolean, outputs: Record<string, string>}>}
 */
export async function ensureStack(provider, { name, file, parameters = {} }) {
  const client = new cloudFormation.CloudFormationClient(await provider.getAwsSdkV3Config());
  const known = await describe(client, name);
  const request = {
    StackName: name,
    TemplateBody: readFileSync(file, "utf8"),
    Parameters: Object.entries(parameters).map(([key, value]) => ({
      ParameterKey: key,
      ParameterValue: String(value),
    })),
  };
  const settled = { client, maxWaitTime: 900, minDelay: 1, maxDelay: 10 };
  try {
    if (!known) {
      await client.send(
        new cloudFormation.CreateStackCommand({ ...request, EnableTerminationProtection: true }),
      );
      await cloudFormation.waitUntilStackCreateComplete(settled, { StackName: name });
    } else if (await startUpdate(client, request)) {
      await cloudFormation.waitUntilStackUpdateComplete(settled, { StackName: name });
    }
  } catch (error) {
    throw new Error(
      `The stack ${name} (${file}) failed: ${(await firstFailure(client, name)) ?? error.message}`,
    );
  }
  const { Outputs = [] } = await describe(client, name);
  return {
    created: !known,
    outputs: Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  };
}

/** The stack's deployed template, parsed, or undefined where there is no such stack. */
export async function deployedTemplate(provider, name) {
  const client = new cloudFormation.CloudFormationClient(await provider.getAwsSdkV3Config());
  if (!(await describe(client, name))) return undefined;
  const { TemplateBody } = await client.send(new cloudFormation.GetTemplateCommand({ StackName: name }));
  return JSON.parse(TemplateBody);
}

async function describe(client, name) {
  try {
    const { Stacks } = await client.send(new cloudFormation.DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    if (/does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

async function startUpdate(client, request) {
  try {
    await client.send(new cloudFormation.UpdateStackCommand(request));
    return true;
  } catch (error) {
    if (/No updates are to be performed/.test(error.message)) return false;
    throw error;
  }
}

/** The oldest failure since the stack last began to change; the later ones follow from it. */
async function firstFailure(client, name) {
  const { StackEvents = [] } = await client
    .send(new cloudFormation.DescribeStackEventsCommand({ StackName: name }))
    .catch(() => ({}));
  const begin = StackEvents.findIndex(
    ({ LogicalResourceId, ResourceStatus }) =>
      LogicalResourceId === name && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(ResourceStatus),
  );
  const failures = StackEvents.slice(0, begin + 1).filter(({ ResourceStatus }) =>
    /FAILED$/.test(ResourceStatus),
  );
  const first = failures.at(-1);
  return first && `${first.LogicalResourceId}: ${first.ResourceStatusReason}`;
}
