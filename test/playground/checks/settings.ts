import assert from "node:assert/strict";
import { type Checks, field, POD, replaceText, scrollTo, verdict } from "../browser.ts";

/** The registry that the server is started with. */
export const REGISTRY = `clusters:
  eu-1:
    network: eu
    kubernetesVersion: v1.34.1
    revision: canary
    overlay: { values: { global: { hub: registry.example.eu } } }
    identity: { allowAnonymous: true }
  old-1:
    kubernetesVersion: v1.30.0
    identity: { allowAnonymous: true }
`;

/** What stands beside the texts. */
export const settings: Checks = {
  "a cluster of the registry brings its overlay, which the origin names": async (open) => {
    const { page } = await open();
    const names = await page
      .locator("#clusters option")
      .evaluateAll((options) => options.map((option) => option.getAttribute("value") ?? option.textContent));
    assert.deepEqual(names, ["eu-1", "old-1"]);
    await field(page, "cluster").fill("eu-1");
    await (await scrollTo(page, /image: .*registry\.example\.eu\/proxyv2/)).click();
    await page
      .locator("#origin", { hasText: ".Values.global.hub = registry.example.eu (overlay of cluster eu-1)" })
      .waitFor();
    await scrollTo(page, /value: eu-1/);
  },
  "its revision comes with it, until another is typed": async (open) => {
    const { page } = await open();
    await field(page, "cluster").fill("eu-1");
    await scrollTo(page, /istio\.io\/rev: canary/);
    await page.locator("#result").evaluate((node) => node.scrollTo(0, 0));
    await field(page, "revision").fill("1-28");
    await scrollTo(page, /istio\.io\/rev: "?1-28/);
  },
  "native sidecars by the cluster's version, by a typed one, and as chosen": async (open) => {
    const { page } = await open();
    const isNative = () => page.locator("#result", { hasText: "restartPolicy: Always" });
    await field(page, "cluster").fill("old-1");
    await scrollTo(page, "- name: istio-proxy");
    assert.equal(await isNative().count(), 0);
    await field(page, "kubernetesVersion").fill("v1.34.0");
    await scrollTo(page, "restartPolicy: Always");
    await field(page, "nativeSidecars").selectOption("false");
    await scrollTo(page, "- name: istio-proxy");
    await page.locator("#result", { hasNotText: "restartPolicy: Always" }).waitFor();
  },
  "the namespace goes into the result, and its labels decide on the webhook": async (open) => {
    const { page } = await open();
    await replaceText(page, POD);
    await field(page, "namespace").fill("billing");
    await page.click("#tab-decision");
    const card = page.locator(".decision");
    await card.filter({ hasText: "the namespace billing is not one of the system's" }).waitFor();
    await card.filter({ hasText: "would call namespace.sidecar-injector.remora" }).waitFor();
    await field(page, "namespaceLabels").fill("");
    await card.filter({ hasText: "would call no webhook for this pod" }).waitFor();
    await card.filter({ hasText: "its namespaceSelector does not match" }).waitFor();
    await verdict(page, /nothing would call the webhook/);
    await field(page, "namespaceLabels").fill("istio.io/rev=blue");
    await field(page, "revision").fill("blue");
    await card.filter({ hasText: "would call rev.namespace.sidecar-injector.remora" }).waitFor();
  },
  "a webhook's condition in CEL is evaluated: a pod on the host's network is not even asked about": async (
    open,
  ) => {
    const { page } = await open();
    await page.selectOption("#examples", "host-network");
    await page.click("#tab-decision");
    await page
      .locator(".decision", { hasText: "its matchConditions: not-on-the-host-network does not match" })
      .waitFor();
  },
  "compare: what going without native sidecars would change": async (open) => {
    const { page } = await open();
    await verdict(page, /is injected/);
    await page.click("#pin");
    await verdict(page, /Nothing differs from configuration A/);
    await field(page, "nativeSidecars").selectOption("false");
    await page.locator("#verdict", { hasNotText: "Nothing differs" }).waitFor();
    await scrollTo(page, "restartPolicy: Always", ".cm-merge-a");
  },
  "the decision names every rule": async (open) => {
    const { page } = await open();
    await page.click("#tab-decision");
    await page.locator(".chain li").nth(6).waitFor();
  },
};
