import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** For a command line, which has no API server waiting for it: with the SDK's own patience. */
export function patientClient(): SecretsManagerClient {
  return new SecretsManagerClient({ maxAttempts: 4 });
}
