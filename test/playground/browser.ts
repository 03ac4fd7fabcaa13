import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";

export const ROOT = join(import.meta.dirname, "../..");
export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 400, height: 800 };

export interface Opened {
  readonly page: Page;
  /** Of everything that the page asked for. */
  readonly urls: string[];
  /** Errors of scripts, and what the content security policy kept away. */
  readonly faults: string[];
}

export interface OpenOptions {
  readonly viewport?: typeof WIDE;
  readonly colorScheme?: "light" | "dark";
  readonly fragment?: string;
  /** May scripts use the clipboard? Undefined leaves it to the browser. */
  readonly clipboard?: boolean;
}

export type Open = (options?: OpenOptions) => Promise<Opened>;
/** Checks by their sentences; one that throws has failed. */
export type Checks = Readonly<Record<string, (open: Open, url: string) => Promise<void>>>;

/** Opens the page as a user does, in a profile of its own. */
export async function openPage(browser: Browser, url: string, options: OpenOptions = {}): Promise<Opened> {
  const { viewport = WIDE, colorScheme = "light", fragment = "", clipboard } = options;
  const context = await browser.newContext({ viewport, colorScheme });
  if (clipboard) await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  if (clipboard === false) {
    await page.addInitScript(
      "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))",
    );
  }
  const [urls, faults]: [string[], string[]] = [[], []];
  page.on("request", (request) => urls.push(request.url()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(`${url}${fragment}`);
  await page.locator('#verdict:not([data-state="loading"])').waitFor();
  return { page, urls, faults };
}

export const verdict = (page: Page, text: RegExp) => page.locator("#verdict", { hasText: text }).waitFor();
export const editor = (page: Page) => page.locator("#input .cm-content");
export const result = (page: Page) => page.locator("#result .cm-content").last();
export const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);
export const focusId = (page: Page): Promise<string> => page.evaluate("document.activeElement.id");

/** The first line of the result with a text, in view. An answer that comes meanwhile draws it anew, so again then. */
export async function scrollTo(
  page: Page,
  text: string | RegExp,
  column = ".cm-editor:not(.cm-merge-a)",
): Promise<Locator> {
  const line = page.locator(`#result ${column} .cm-line`, { hasText: text }).first();
  for (let again = 0; ; again++) {
    await scrollUntilDrawn(page, line);
    try {
      await line.scrollIntoViewIfNeeded({ timeout: 3_000 });
      return line;
    } catch (error) {
      if (again === 5) throw error;
    }
  }
}

/** CodeMirror draws what is in view alone: so the result is gone through from top to end, three times at most. */
async function scrollUntilDrawn(page: Page, line: Locator): Promise<void> {
  for (let ends = 0; ends < 3 && (await line.count()) === 0; ) {
    const isEnd = await page.locator("#result").evaluate((node) => {
      const before = node.scrollTop;
      node.scrollTop += 250;
      if (node.scrollTop > before) return false;
      node.scrollTop = 0;
      return true;
    });
    if (isEnd) ends++;
    await page.waitForTimeout(40);
  }
}

export async function replaceText(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

/** Opens a text of the configuration, and puts another in its place. */
export async function replaceIn(page: Page, tab: string, text: string): Promise<void> {
  await page.click(`#tab-${tab}`);
  await replaceText(page, text);
}

export const POD =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: typed\nspec:\n  containers:\n  - name: app\n    image: app:1\n";

export const example = (name: string) =>
  readFileSync(join(ROOT, "examples/default-injector", `${name}.yaml`), "utf8");

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe has to complain of. */
export async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(`(() => { ${AXE}; return axe.run(document); })()`);
  return (
    found as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
  ).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}
