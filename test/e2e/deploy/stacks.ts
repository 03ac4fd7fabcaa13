import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateDescribeStackEvents,
  type Stack,
  type StackEvent,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import type { Emulator } from "./emulator.ts";

/** What there is in the emulator's CloudFormation. */
export class Stacks {
  readonly #client: CloudFormationClient;

  constructor(emulator: Emulator, region: string) {
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    this.#client = new CloudFormationClient({ endpoint: emulator.url, region, credentials });
  }

  async find(name: string): Promise<Stack | undefined> {
    const { Stacks = [] } = await this.#client.send(new DescribeStacksCommand({}));
    return Stacks.find((stack) => stack.StackName === name && stack.StackStatus !== "DELETE_COMPLETE");
  }

  async outputs(name: string): Promise<Readonly<Record<string, string>>> {
    const { Outputs = [] } = (await this.find(name)) ?? {};
    return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  async create(
    name: string,
    template: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    }));
    await this.#client.send(new CreateStackCommand({ StackName: name, TemplateBody: template, Parameters }));
    await waitUntilStackCreateComplete(
      { client: this.#client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
      { StackName: name },
    );
  }

  /** All events, the newest first. */
  async events(name: string): Promise<readonly StackEvent[]> {
    const events: StackEvent[] = [];
    for await (const page of paginateDescribeStackEvents({ client: this.#client }, { StackName: name })) {
      events.push(...(page.StackEvents ?? []));
    }
    return events;
  }

  /** What the stack's template says of each resource, and what it is in reality. */
  async resources(
    name: string,
  ): Promise<Readonly<Record<string, { definition: unknown; id: string | undefined }>>> {
    const { TemplateBody = "{}" } = await this.#client.send(new GetTemplateCommand({ StackName: name }));
    const { StackResources = [] } = await this.#client.send(
      new DescribeStackResourcesCommand({ StackName: name }),
    );
    const ids = new Map(
      StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [
        LogicalResourceId,
        PhysicalResourceId,
      ]),
    );
    const definitions = Object.entries(JSON.parse(TemplateBody).Resources as Record<string, unknown>);
    return Object.fromEntries(
      definitions.map(([logical, definition]) => [logical, { definition, id: ids.get(logical) }]),
    );
  }
}
