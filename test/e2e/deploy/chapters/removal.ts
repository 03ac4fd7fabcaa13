import assert from "node:assert/strict";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { STACK, STAGE, serverless } from "../serverless.ts";
import { call } from "../webhook.ts";
import { DOMAIN_DOOR, FUNCTION, SECOND, type World } from "../world.ts";

/** Removing the service, and deploying it again over what was left. */
export async function removal(world: World): Promise<void> {
  const { aws, stacks, checks, settings } = world;
  const secret = await world.injectorSecret();
  await checks.check("`serverless remove` leaves the secrets, and says so", async () => {
    const { status, output } = await serverless(aws, ["remove"], settings);
    assert.equal(status, 0, output);
    assert.match(
      output,
      /Left as they are: the secrets under remora\/e2e\/, in the stack remora-e2e-secrets/,
    );
    assert.deepEqual(await world.injectorSecret(), secret);
  });
  await checks.check("nothing else is left", async () => {
    assert.equal(await stacks.find(STACK), undefined);
    await assert.rejects(world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: FUNCTION })), {
      name: "ResourceNotFoundException",
    });
    assert.notEqual((await call(aws, DOMAIN_DOOR, "/healthz")).status, 200);
    const { SecretList = [] } = await world.secrets.send(new ListSecretsCommand({}));
    for (const { Name } of SecretList) assert.match(Name ?? "", new RegExp(`^remora/${STAGE}/`));
  });
  await checks.check("deploying again takes the secrets up as they are", async () => {
    const { status, output } = await serverless(aws, ["deploy"], settings);
    assert.equal(status, 0, output);
    assert.deepEqual(await world.injectorSecret(), secret);
  });
  await world.answersAsIstiodDoes("after removing and deploying again", DOMAIN_DOOR, SECOND);
}
