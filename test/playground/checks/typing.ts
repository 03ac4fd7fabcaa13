import assert from "node:assert/strict";
import { type Checks, editor, example, POD, replaceIn, replaceText, scrollTo, verdict } from "../browser.ts";

const RULES = `rules:
  - name: log-shipper
    overlay: |
      spec:
        containers:
          - name: log-shipper
            image: shipper:{{ .Values.global.tag }}
`;

/** What is typed shows at once, and mistakes at their lines. */
export const typing: Checks = {
  "type a pod, see the sidecar": async (open) => {
    const { page } = await open();
    await replaceText(page, POD);
    await verdict(page, /^Pod\/typed is injected/);
    await scrollTo(page, "- name: istio-init");
  },
  "a pod that is no YAML is marked at its line, in go-yaml's words": async (open) => {
    const { page } = await open();
    await replaceText(page, "kind: Pod\nmetadata:\n  name: a\n bad: b\n");
    await page.locator("#problems", { hasText: /yaml: line \d+: did not find expected key/ }).waitFor();
    await page.locator("#input .cm-lintRange-error").waitFor();
  },
  "nothing at all, and nothing that makes pods, are said to be that": async (open) => {
    const { page } = await open();
    await replaceText(page, "");
    await verdict(page, /Nothing here makes pods/);
    await page.locator("#result .hint", { hasText: "choose one of the examples" }).waitFor();
    await replaceText(page, "apiVersion: v1\nkind: Service\nmetadata: { name: a }\n");
    await verdict(page, /Nothing here makes pods/);
    await page.click("#tab-decision");
    await page.locator(".decisions .hint").waitFor();
  },
  "break the template, see Go's error at its line; mend it, and it is gone": async (open) => {
    const { page } = await open();
    await replaceIn(
      page,
      "config",
      "policy: enabled\ntemplates:\n  sidecar: |\n    spec:\n      {{ .Values.a.b | nosuch }}\n",
    );
    const problem = page.locator("#problems", {
      hasText: 'template: inject:2: function "nosuch" not defined',
    });
    await problem.waitFor();
    await problem.getByRole("button", { name: "Templates, line 5" }).click();
    assert.match((await page.locator("#input .cm-activeLine").textContent()) ?? "", /nosuch/);
    await page.click("#reset");
    await verdict(page, /is injected/);
    assert.equal(await page.locator("#problems").isVisible(), false);
  },
  "a template that fails while it runs is marked at its line, too": async (open) => {
    const { page } = await open();
    await replaceIn(
      page,
      "config",
      "policy: enabled\ntemplates:\n  sidecar: |\n    a: b\n    {{ fail `too bad` }}\n",
    );
    await page.getByRole("button", { name: "Templates, line 5" }).waitFor();
    await verdict(page, /is refused/);
  },
  "a value that is edited shows in the result at once": async (open) => {
    const { page } = await open();
    await replaceIn(
      page,
      "values",
      example("values").replace("docker.io/istio", "registry.example.com/mesh"),
    );
    await page.locator("#result", { hasText: "registry.example.com/mesh/proxyv2" }).waitFor();
  },
  "the mesh configuration, too; a mistake in it is marked there": async (open) => {
    const { page } = await open();
    await replaceIn(
      page,
      "mesh",
      example("mesh").replace("trustDomain: cluster.local", "trustDomain: td.example"),
    );
    await scrollTo(page, "td.example");
    await replaceText(page, "drainDuration: 10\ndefaultConfig: { drainDuration: 10 }\n");
    await page.locator("#tab-mesh.faulty").waitFor();
    await page.locator("#problems", { hasText: "failed to convert to proto" }).waitFor();
  },
  "a rule that is written changes the result; Istio's injection stays": async (open) => {
    const { page } = await open();
    await replaceIn(page, "rules", RULES);
    await scrollTo(page, "name: log-shipper");
    await scrollTo(page, "name: istio-init");
    await page.click("#tab-decision");
    await page.locator(".chain", { hasText: "rule log-shipper matches" }).waitFor();
  },
  "the rule that is there to try works once its comment is taken away": async (open) => {
    const { page } = await open();
    await page.click("#tab-rules");
    await editor(page).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+/");
    await scrollTo(page, "--namespace=shop");
  },
  "a rule with a mistake is marked at its line: in its form, in its template, in YAML": async (open) => {
    const { page } = await open();
    await replaceIn(page, "rules", RULES.replace("    overlay", "    matches: {}\n    overlay"));
    await page.locator("#problems", { hasText: "rules.0.matches: is not a key of a rule" }).waitFor();
    await page.getByRole("button", { name: "Rules, line 2" }).waitFor();
    await replaceText(page, RULES.replace(".Values.global.tag", "nosuch"));
    await page.getByRole("button", { name: "Rules, line 7" }).click();
    assert.match((await page.locator("#input .cm-activeLine").textContent()) ?? "", /nosuch/);
    await replaceText(page, "rules: [\n");
    await page.locator("#problems", { hasText: /yaml: line \d+/ }).waitFor();
    await page.locator("#tab-rules.faulty").waitFor();
    await page.click("#reset");
    await verdict(page, /is injected/);
  },
  "every example has an answer": async (open) => {
    const { page } = await open();
    const ids = await page
      .locator("#examples option")
      .evaluateAll((options) => options.map((option) => option.getAttribute("value") ?? ""));
    assert.ok(ids.length > 6);
    for (const id of ids.filter(Boolean)) {
      const answer = page.waitForResponse(/api\/render/);
      await page.selectOption("#examples", id);
      assert.equal((await answer).status(), 200, id);
    }
    await page.locator("#problems").waitFor();
  },
  "a server that takes its time: the page says that it waits, first and later": async (open) => {
    const { page } = await open();
    await page.route("**/api/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await route.continue();
    });
    const waits = page.locator('#verdict[data-state="loading"]', { hasText: "Asking the webhook" });
    await page.reload();
    await waits.waitFor();
    await verdict(page, /is injected/);
    await replaceText(page, POD);
    await waits.waitFor();
    await verdict(page, /^Pod\/typed is injected/);
  },
  "the server gone: said, and what was typed stays": async (open) => {
    const { page } = await open();
    await verdict(page, /is injected/);
    await page.context().setOffline(true);
    await replaceText(page, POD);
    await verdict(page, /does not answer/);
    assert.match(await editor(page).innerText(), /typed/);
    await page.context().setOffline(false);
  },
};
