/**
 * The playground in a real browser, as a user meets it: from `remora serve` to what the page shows. With
 * `--screenshots` it renews the images of the documentation.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright-core";
import { start } from "../support/command.ts";

const ROOT = join(import.meta.dirname, "../..");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 400, height: 800 };

interface Opened {
  readonly page: Page;
  /** Of everything that the page asked for. */
  readonly urls: string[];
  /** Errors of scripts, and what the content security policy kept away. */
  readonly faults: string[];
}

type Check = (open: (options?: OpenOptions) => Promise<Opened>, url: string) => Promise<void>;
interface OpenOptions {
  readonly viewport?: typeof WIDE;
  readonly colorScheme?: "light" | "dark";
  readonly fragment?: string;
}

const verdict = (page: Page, text: RegExp) => page.locator("#verdict", { hasText: text }).waitFor();
const editor = (page: Page) => page.locator("#input .cm-content");
const result = (page: Page) => page.locator("#result .cm-content").last();

/** CodeMirror draws what is in view alone. */
async function scrollTo(page: Page, text: string): Promise<void> {
  const line = page.locator("#result .cm-line", { hasText: text });
  await page.locator("#result").hover();
  for (let i = 0; i < 40 && (await line.count()) === 0; i++) {
    await page.mouse.wheel(0, 300);
    await page.waitForTimeout(50);
  }
  await line.first().waitFor();
}

async function replaceText(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: typed\nspec:\n  containers:\n  - name: app\n    image: app:1\n";

const CHECKS: Readonly<Record<string, Check>> = {
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
  "break the template, see Go's error at its line; mend it, and it is gone": async (open) => {
    const { page } = await open();
    await page.click("#tab-config");
    await replaceText(
      page,
      "policy: enabled\ntemplates:\n  sidecar: |\n    spec:\n      {{ .Values.a.b | nosuch }}\n",
    );
    const problem = page.locator("#problems", {
      hasText: 'template: inject:2: function "nosuch" not defined',
    });
    await problem.waitFor();
    await problem.getByRole("button", { name: "config, line 5" }).click();
    assert.match((await page.locator("#input .cm-activeLine").textContent()) ?? "", /nosuch/);
    await page.click("#reset");
    await verdict(page, /is injected/);
    assert.equal(await page.locator("#problems").isVisible(), false);
  },
  "a template that fails while it runs is marked at its line, too": async (open) => {
    const { page } = await open();
    await page.click("#tab-config");
    await replaceText(
      page,
      "policy: enabled\ntemplates:\n  sidecar: |\n    a: b\n    {{ fail `too bad` }}\n",
    );
    await page.getByRole("button", { name: "config, line 5" }).waitFor();
    await verdict(page, /is refused/);
  },
  "a value that is edited shows in the result at once": async (open) => {
    const { page } = await open();
    await page.click("#tab-values");
    const values = readFileSync(join(ROOT, "examples/default-injector/values.yaml"), "utf8");
    await replaceText(page, values.replace("docker.io/istio", "registry.example.com/mesh"));
    await page.locator("#result", { hasText: "registry.example.com/mesh/proxyv2" }).waitFor();
  },
  "the cursor on an injected line tells its origin, and leads to the line of the template": async (open) => {
    const { page } = await open();
    await page.locator("#result .cm-line", { hasText: "restartPolicy" }).count();
    await page.locator("#result .cm-line", { hasText: "proxyv2" }).first().click();
    await page
      .locator("#origin", { hasText: /template sidecar, line \d+ .*ProxyImage|ProxyInitImage/ })
      .waitFor();
    await page.click("#origin-show");
    assert.match((await page.locator(".pointed-line").textContent()) ?? "", /\.Proxy(Init)?Image \| quote/);
  },
  "a link holds everything: open it elsewhere, see the same": async (open) => {
    const { page } = await open();
    await replaceText(page, POD.replace("typed", "shared"));
    await page.locator('[name="network"]').fill("network-7");
    await verdict(page, /^Pod\/shared/);
    await page.click("#tab-patch");
    await page.click("#share");
    await page.waitForFunction("location.hash.length > 20");
    const { page: other } = await open({ fragment: new URL(page.url()).hash });
    await verdict(other, /^Pod\/shared is injected/);
    assert.equal(await other.locator('[name="network"]').inputValue(), "network-7");
    assert.equal(await other.locator("#tab-patch").getAttribute("aria-selected"), "true");
    assert.match(await result(other).innerText(), /"op": "add"/);
  },
  "compare: what going without native sidecars would change": async (open) => {
    const { page } = await open();
    await verdict(page, /is injected/);
    await page.click("#pin");
    await verdict(page, /Nothing differs from configuration A/);
    await page.locator('[name="nativeSidecars"]').selectOption("false");
    await page.locator("#verdict", { hasNotText: "Nothing differs" }).waitFor();
    await scrollTo(page, "restartPolicy: Always");
  },
  "the decision names every rule, and what namespace labels mean": async (open) => {
    const { page } = await open();
    await page.click("#tab-decision");
    await page.locator(".chain li").nth(6).waitFor();
    await page.locator(".decision", { hasText: "would call namespace.sidecar-injector.remora" }).waitFor();
    await page.locator('[name="namespaceLabels"]').fill("");
    await page.locator(".decision", { hasText: "would not call the webhook at all" }).waitFor();
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
  "all of it by keyboard": async (open) => {
    const { page } = await open();
    await verdict(page, /is injected/);
    for (let i = 0; i < 40 && (await focusId(page)) !== "tab-workload"; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focusId(page), "tab-config");
    await page.locator("#input .cm-line", { hasText: "templates:" }).first().waitFor();
    for (let i = 0; i < 40 && (await focusId(page)) !== "tab-diff"; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("End");
    assert.equal(await focusId(page), "tab-decision");
    await page.locator(".chain").waitFor();
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
  "axe finds nothing, light and dark, wide and narrow, in every view": async (open) => {
    for (const viewport of [WIDE, NARROW]) {
      for (const colorScheme of ["light", "dark"] as const) {
        const { page } = await open({ viewport, colorScheme });
        await verdict(page, /is injected/);
        for (const view of ["diff", "patch", "decision"]) {
          await page.click(`#tab-${view}`);
          const found = await violations(page);
          assert.deepEqual(found, [], `${viewport.width} ${colorScheme} ${view}: ${found.join("\n")}`);
        }
      }
    }
  },
  "nothing is wider than a screen of 400 pixels": async (open) => {
    const { page } = await open({ viewport: NARROW });
    await verdict(page, /is injected/);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), NARROW.width);
  },
  "it asks nobody but its own server, breaks no rule of its policy, and is small": async (open, url) => {
    const { page, urls, faults } = await open();
    await verdict(page, /is injected/);
    await page.click("#tab-config");
    assert.deepEqual(
      urls.filter((asked) => !asked.startsWith(url) && !asked.startsWith("data:")),
      [],
    );
    assert.deepEqual(faults, []);
    let bytes = 0;
    for (const asked of new Set(urls.filter((one) => one.startsWith(url) && !one.includes("/api/render")))) {
      bytes += gzipSync(await (await fetch(asked)).text()).length;
    }
    console.log(`  the first view: ${(bytes / 1024).toFixed(0)} KB gzipped`);
    assert.ok(bytes < 300 * 1024, `${bytes} bytes`);
  },
};

function focusId(page: Page): Promise<string> {
  return page.evaluate("document.activeElement.id");
}

async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(`(() => { ${AXE}; return axe.run(document); })()`);
  return (
    found as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
  ).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

const SHOTS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  "playground-diff": async (page) => {
    await page.locator("#result .cm-line", { hasText: "image: docker.io" }).first().click();
    await page.locator("#origin").waitFor();
    await page.click("#origin-show");
  },
  "playground-error": async (page) => {
    await page.click("#tab-config");
    await page
      .locator("#input .cm-line", { hasText: "ProxyInitImage" })
      .scrollIntoViewIfNeeded()
      .catch(() => {});
    await replaceText(
      page,
      "policy: enabled\ntemplates:\n  sidecar: |\n    metadata:\n      labels:\n        team: {{ .Values.team | upper }}\n",
    );
    await page.locator("#problems li").waitFor();
    await page.click("#tab-decision");
  },
};

async function main(): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), "remora-playground-"));
  const server = start(["serve", "--port", "0"], { cwd: cache, env: { XDG_CACHE_HOME: cache } });
  let browser: Browser | undefined;
  try {
    const url = await addressOf(server);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    const failed = await runChecks(browser, url);
    if (process.argv.includes("--screenshots")) await takeScreenshots(browser, url);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await browser?.close();
    server.kill("SIGINT");
    if (server.exitCode === null) await once(server, "close");
    rmSync(cache, { recursive: true, force: true });
  }
}

async function addressOf(server: ReturnType<typeof start>): Promise<string> {
  let said = "";
  for await (const data of server.stderr ?? []) {
    said += data;
    const url = /the playground: (http:\/\/\S+\/playground\/)/.exec(said)?.[1];
    if (url) {
      server.stderr?.resume();
      return url;
    }
  }
  throw new Error(`the server ended: ${said}`);
}

async function opener(browser: Browser, url: string, options: OpenOptions = {}): Promise<Opened> {
  const { viewport = WIDE, colorScheme = "light", fragment = "" } = options;
  const page = await browser.newPage({ viewport, colorScheme });
  page.setDefaultTimeout(15_000);
  const [urls, faults]: [string[], string[]] = [[], []];
  page.on("request", (request) => urls.push(request.url()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(`${url}${fragment}`);
  await page.locator('#verdict:not([data-state="loading"])').waitFor();
  return { page, urls, faults };
}

async function runChecks(browser: Browser, url: string): Promise<number> {
  let [passed, failed] = [0, 0];
  for (const [name, check] of Object.entries(CHECKS)) {
    const opened: Opened[] = [];
    try {
      await check(async (options) => {
        const one = await opener(browser, url, options);
        opened.push(one);
        return one;
      }, url);
      passed++;
      console.log(`✓ ${name}`);
    } catch (error) {
      failed++;
      console.log(`✗ ${name}\n${(error as Error).message}`);
    }
    for (const { page } of opened) await page.close();
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}

async function takeScreenshots(browser: Browser, url: string): Promise<void> {
  for (const [name, prepare] of Object.entries(SHOTS)) {
    const { page } = await opener(browser, url, {
      colorScheme: name === "playground-error" ? "dark" : "light",
    });
    await prepare(page);
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(ROOT, "docs/images", `${name}.png`) });
    await page.close();
  }
}

await main();
