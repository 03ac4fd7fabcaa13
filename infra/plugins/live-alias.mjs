/**
 * Gives every function the alias `live`, which all its callers are wired to: the framework publishes a version
 * with each change, and the alias moves to it. Provisioned concurrency belongs to an alias, and
 * `aws lambda update-alias` can move it to a former version, or a share of the requests to a new one, at once.
 *
 * (The framework makes an alias of its own only together with provisioned concurrency.)
 */
export default class LiveAliasPlugin {
  constructor(serverless) {
    this.service = serverless.service;
    this.hooks = {
      "before:package:compileFunctions": () => this.each((fn, name) => this.announce(fn, name)),
      "after:package:compileFunctions": () => this.each((fn, name) => this.define(fn, name)),
    };
  }

  each(action) {
    for (const name of this.service.getAllFunctions()) action(this.service.getFunction(name), name);
  }

  /** The framework's events, permissions and function URLs go to `targetAlias` where there is one. */
  announce(fn, name) {
    fn.targetAlias = { name: "live", logicalId: `${logicalName(name)}LiveAlias` };
  }

  define(fn, name) {
    const provisioned = this.service.custom?.provisionedConcurrency;
    this.service.provider.compiledCloudFormationTemplate.Resources[fn.targetAlias.logicalId] = {
      Type: "AWS::Lambda::Alias",
      Properties: {
        Name: fn.targetAlias.name,
        FunctionName: { Ref: `${logicalName(name)}LambdaFunction` },
        FunctionVersion: { "Fn::GetAtt": [fn.versionLogicalId, "Version"] },
        ...(provisioned > 0 && {
          ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: Number(provisioned) },
        }),
      },
    };
  }
}

function logicalName(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
