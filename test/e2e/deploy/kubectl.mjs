#!/usr/bin/env node
/**
 * Stands in for kubectl where a test has no cluster: `apply -f -` sends the webhook configurations that come in to the
 * API server of $KUBECONFIG (one file, in JSON), as a server-side apply.
 */
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { parseAllDocuments } from "yaml";

const args = process.argv.slice(2).join(" ");
if (args !== "apply -f -") fail(`kubectl's stand-in cannot ${args}`);

const { clusters, users } = JSON.parse(readFileSync(process.env.KUBECONFIG, "utf8"));
const objects = parseAllDocuments(readFileSync(0, "utf8"))
  .map((document) => document.toJS())
  .filter(Boolean);
if (objects.length === 0) fail("error: no objects passed to apply");
for (const object of objects) {
  await apply(object);
  console.log(
    `${object.kind.toLowerCase()}.admissionregistration.k8s.io/${object.metadata.name} serverside-applied`,
  );
}

function apply(object) {
  if (object.kind !== "MutatingWebhookConfiguration")
    fail(`kubectl's stand-in cannot apply a ${object.kind}`);
  const { server, "certificate-authority-data": ca } = clusters[0].cluster;
  const path = `/apis/${object.apiVersion}/mutatingwebhookconfigurations/${object.metadata.name}`;
  const options = {
    method: "PATCH",
    ca: Buffer.from(ca, "base64"),
    headers: {
      "content-type": "application/apply-patch+yaml",
      authorization: `Bearer ${users[0].user.token}`,
    },
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${server}${path}?fieldManager=kubectl`, options, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) resolve();
      else reject(new Error(`${server} answers ${answer.statusCode}`));
    });
    outgoing.on("error", reject).end(JSON.stringify(object));
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
