import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type Checks, example, field, POD, replaceIn, replaceText, scrollTo, verdict } from "../browser.ts";

const origin = (page: Page, text: RegExp) => page.locator("#origin", { hasText: text }).waitFor();

const ANNOTATED = POD.replace(
  "  name: typed\n",
  "  name: typed\n  annotations:\n    sidecar.istio.io/proxyCPU: 333m\n    proxy.istio.io/config: '{ concurrency: 7 }'\n",
);

/** Where an injected line is from. */
export const origins: Checks = {
  "the cursor on an injected line tells its origin, and leads to the line of the template": async (open) => {
    const { page } = await open();
    await (await scrollTo(page, /image: .*proxyv2/)).click();
    await origin(page, /template sidecar, line \d+/);
    await origin(page, /\{\{ \.Proxy(Init)?Image \| quote \}\}/);
    await origin(page, /\.Values\.global\.hub = docker\.io\/istio \(values\)/);
    assert.match((await page.locator(".chosen-line").textContent()) ?? "", /image: .*proxyv2/);
    await page.click("#origin-show");
    assert.match((await page.locator(".pointed-line").textContent()) ?? "", /\.Proxy(Init)?Image \| quote/);
  },
  "the mouse over it shows the same, with the line of the template marked": async (open) => {
    const { page } = await open();
    await (await scrollTo(page, /image: .*proxyv2/)).hover();
    const box = page.locator(".origin-box");
    await box.waitFor();
    assert.match(await box.innerText(), /template sidecar, line \d+[\s\S]*\.Values\.global\.tag = 1\.\d+/);
    assert.match((await box.locator("mark").textContent()) ?? "", /^\s*\d+ {2}.*Proxy(Init)?Image \| quote/);
    await page.click("#tab-config");
    await (await scrollTo(page, /image: .*proxyv2/)).hover();
    await page.locator(".pointed-line", { hasText: /Image \| quote/ }).waitFor();
  },
  "all of it by keyboard: the cursor goes down the result, and each line's origin is said": async (open) => {
    const { page } = await open();
    await verdict(page, /is injected/);
    await page.locator("#result .cm-content").last().focus();
    await page.keyboard.press("Control+Home");
    const said = page.locator('#origin[role="status"]');
    for (let i = 0; i < 60 && !(await said.isVisible()); i++) await page.keyboard.press("ArrowDown");
    assert.match(await said.innerText(), /^This line: /);
    for (let i = 0; i < 20 && (await page.evaluate("document.activeElement.id")) !== "origin-show"; i++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(".pointed-line").waitFor();
  },
  "a value from an annotation, from the mesh's defaultConfig, and from the annotation proxy.istio.io/config":
    async (open) => {
      const { page } = await open();
      await replaceText(page, ANNOTATED);
      await verdict(page, /^Pod\/typed is injected/);
      await (await scrollTo(page, /cpu: 333m/)).click();
      await origin(page, /annotation sidecar\.istio\.io\/proxyCPU = 333m/);
      await (await scrollTo(page, "PROXY_CONFIG")).press("ArrowDown");
      await (await scrollTo(page, /"concurrency":7/)).click();
      await origin(
        page,
        /\.ProxyConfig\.concurrency \(annotation proxy\.istio\.io\/config\)|\.ProxyConfig\.concurrency = 7 \(annotation/,
      );
      await origin(page, /\.ProxyConfig\.discoveryAddress.*\(defaultConfig of the mesh configuration\)/);
    },
  "a constant line names the branch that it stands in, and what that read": async (open) => {
    const { page } = await open();
    await field(page, "nativeSidecars").selectOption("true");
    await (await scrollTo(page, /restartPolicy: Always/)).click();
    await origin(page, /inside if \.NativeSidecars/);
    await origin(page, /setting nativeSidecars = true/);
  },
  "a step after the templates says so, and what it took": async (open) => {
    const { page } = await open();
    await field(page, "network").fill("n9");
    await (await scrollTo(page, /topology\.istio\.io\/network: n9/)).click();
    await origin(page, /added after the templates[\s\S]*the webhook URL's ISTIO_META_NETWORK = n9/);
  },
  "the pod's own container, over the template's": async (open) => {
    const { page } = await open();
    await page.selectOption("#examples", "own-proxy");
    await verdict(page, /^Pod\/edge is injected/);
    await (await scrollTo(page, /memory: 2Gi/)).click();
    await origin(page, /This line: (the pod's own container|template)/);
  },
  "a rule, and its line in the rules": async (open) => {
    const { page } = await open();
    const rules =
      "rules:\n- name: team\n  overlay: |\n    metadata:\n      labels:\n        team: {{ .Namespace }}\n";
    await replaceIn(page, "rules", rules);
    await page.click("#tab-workload");
    await (await scrollTo(page, /team: shop/)).click();
    await origin(page, /rule team, line 3 of its overlay[\s\S]*the request's namespace = shop/);
    await page.click("#origin-show");
    assert.equal(await page.locator("#tab-rules").getAttribute("aria-selected"), "true");
    assert.match((await page.locator(".pointed-line").textContent()) ?? "", /team: \{\{ \.Namespace \}\}/);
  },
  "items of a List, too": async (open) => {
    const { page } = await open();
    const item = (name: string) =>
      `- apiVersion: v1\n  kind: Pod\n  metadata: { name: ${name} }\n  spec:\n    containers:\n    - name: app\n      image: app:1\n`;
    await replaceText(page, `apiVersion: v1\nkind: List\nitems:\n${item("one")}${item("two")}`);
    await verdict(page, /is injected/);
    await page
      .locator("#result .cm-line", { hasText: /image: .*proxyv2/ })
      .first()
      .click();
    await origin(page, /template sidecar, line \d+/);
    await scrollTo(page, "name: two");
    await (await scrollTo(page, /name: workload-socket/)).click();
    await origin(page, /template sidecar, line \d+/);
  },
  "an edited value is told by its new value": async (open) => {
    const { page } = await open();
    await replaceIn(page, "values", example("values").replace("docker.io/istio", "r.example"));
    await (await scrollTo(page, /image: .*r\.example/)).click();
    await origin(page, /\.Values\.global\.hub = r\.example \(values\)/);
  },
};
