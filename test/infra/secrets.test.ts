import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { type Resource, readTemplate } from "./template.ts";

const SERVICE = ["endpoint.yml", "alarms.yml", "dashboard.yml"].flatMap((file) =>
  Object.entries(readTemplate(file)),
);
const SECRETS = Object.entries(readTemplate("stacks/secrets.yml"));

describe("deploying again after removing", () => {
  test("the service's own stack holds no secret", () => {
    expect(SERVICE.filter(([, { Type }]) => Type.startsWith("AWS::SecretsManager::"))).toEqual([]);
  });

  test("nothing of the service is kept when it is removed, so no name is taken when it comes again", () => {
    expect(SERVICE.filter(([, { DeletionPolicy = "Delete" }]) => DeletionPolicy !== "Delete")).toEqual([]);
  });

  test.each(SECRETS.filter(([, { Type }]) => Type === "AWS::SecretsManager::Secret"))(
    "%s has a fixed name, and goes with its stack",
    (_, { Properties, DeletionPolicy }) => {
      expect(Properties.Name).toMatch(/^\$\{Prefix\}\/\w+$/);
      expect(DeletionPolicy).toBe("Delete");
    },
  );
});

describe("the secrets' stack", () => {
  test.each(SECRETS.filter(([, { Type }]) => Type === "AWS::SecretsManager::Secret"))(
    "%s declares no value, so no deployment can write one",
    (_, { Properties }) => {
      expect(Object.keys(Properties)).not.toContain("SecretString");
      expect(Object.keys(Properties)).not.toContain("GenerateSecretString");
    },
  );

  test("every secret has the stack's key and a policy of its own", () => {
    const names = SECRETS.filter(([, { Type }]) => Type === "AWS::SecretsManager::Secret").map(
      ([name]) => name,
    );
    const guarded = SECRETS.filter(([, { Type }]) => Type === "AWS::SecretsManager::ResourcePolicy");
    expect(guarded.map(([, { Properties }]) => Properties.SecretId)).toEqual(names);
    for (const [name, { Properties }] of SECRETS) {
      if (names.includes(name)) expect(Properties.KmsKeyId).toBe("Key");
    }
  });
});

describe("the function's role", () => {
  const { provider } = parse(readFileSync(new URL("../../serverless.yml", import.meta.url), "utf8"), {
    logLevel: "error",
  });

  test("may read the secrets below the stage's prefix, decrypt them through Secrets Manager, and nothing else", () => {
    const [read, decrypt, ...more] = provider.iam.role.statements;
    expect(more).toEqual([]);
    expect(read).toEqual({
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: expect.stringMatching(/^arn:.*:secret:\$\{param:secretsPrefix\}\/\*$/),
    });
    expect(decrypt).toMatchObject({
      Effect: "Allow",
      Action: "kms:Decrypt",
      Condition: {
        StringEquals: { "kms:ViaService": expect.stringMatching(/^secretsmanager\./) },
        StringLike: {
          "kms:EncryptionContext:SecretARN": expect.stringMatching(/:secret:\$\{param:secretsPrefix\}\/\*$/),
        },
      },
    });
  });
});

describe("no log holds a path, for the path holds the token", () => {
  test("the access log's format", () => {
    const stage = readTemplate("endpoint.yml").HttpApiStage?.Properties as {
      AccessLogSettings: { Format: string };
    };
    const format = JSON.parse(stage.AccessLogSettings.Format) as Record<string, string>;
    const safe =
      /^\$context\.(requestId|requestTime|identity\.(sourceIp|clientCert\.serialNumber)|httpMethod|status|responseLength|responseLatency|integrationLatency|error\.message|integrationErrorMessage)$/;
    for (const variable of Object.values(format)) expect(variable).toMatch(safe);
  });

  test("the private API has neither an execution log nor an access log", () => {
    const { Properties } = readTemplate("stacks/private-api.yml").ApiStage as {
      Properties: Record<string, unknown>;
    };
    expect(Properties.MethodSettings).toMatchObject([{ LoggingLevel: "OFF", DataTraceEnabled: false }]);
    expect(Properties).not.toHaveProperty("AccessLogSetting");
  });

  test("CloudFront keeps no log, and the web application firewall no samples", () => {
    const { Distribution, WebAcl } = readTemplate("stacks/waf.yml") as Record<string, Resource>;
    expect(Distribution?.Properties.DistributionConfig).not.toHaveProperty("Logging");
    const { VisibilityConfig, Rules } = (WebAcl as Resource).Properties as {
      VisibilityConfig: object;
      Rules: readonly { VisibilityConfig: object }[];
    };
    for (const config of [VisibilityConfig, ...Rules.map((rule) => rule.VisibilityConfig)]) {
      expect(config).toMatchObject({ SampledRequestsEnabled: false });
    }
  });
});
