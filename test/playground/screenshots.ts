import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { NARROW, type OpenOptions, openPage, ROOT, replaceIn, replaceText, scrollTo } from "./browser.ts";

interface Shot extends OpenOptions {
  readonly prepare: (page: Page) => Promise<void>;
}

/** The images of the documentation. */
const SHOTS: Readonly<Record<string, Shot>> = {
  "playground-diff": {
    prepare: async (page) => {
      await (await scrollTo(page, "image: docker.io")).click();
      await page.locator("#origin").waitFor();
      await page.click("#origin-show");
    },
  },
  "playground-error": {
    colorScheme: "dark",
    prepare: async (page) => {
      await replaceIn(
        page,
        "config",
        "policy: enabled\ntemplates:\n  sidecar: |\n    metadata:\n      labels:\n        team: {{ .Values.team | upper }}\n",
      );
      await page.locator("#problems li").waitFor();
      await page.click("#tab-decision");
    },
  },
};

/** More of them, to be looked at: every state, light and dark, wide and narrow. */
const STATES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  diff: async () => {},
  hover: async (page) => {
    await (await scrollTo(page, "image: docker.io")).hover({ position: { x: 60, y: 8 } });
    await page.locator(".origin-box").waitFor();
  },
  origin: async (page) => {
    await (await scrollTo(page, "image: docker.io")).click();
    await page.locator("#origin").waitFor();
  },
  decision: async (page) => page.click("#tab-decision"),
  patch: async (page) => page.click("#tab-patch"),
  rules: async (page) => page.click("#tab-rules"),
  error: async (page) => {
    await replaceIn(page, "rules", "rules: [{ name: A }]\n");
    await page.locator("#problems li").waitFor();
  },
  empty: async (page) => {
    await replaceText(page, "");
    await page.locator("#verdict", { hasText: "Nothing here" }).waitFor();
  },
  loading: async (page) => {
    await page.route("**/api/**", () => {});
    await page.reload();
    await page.locator('#verdict[data-state="loading"]').waitFor();
  },
  gone: async (page) => {
    await page.context().setOffline(true);
    await replaceText(page, "kind: Pod\n");
    await page.locator("#verdict", { hasText: "does not answer" }).waitFor();
  },
  compare: async (page) => {
    await page.locator("#settings").evaluate((node) => node.setAttribute("open", ""));
    await page.click("#pin");
    await page.locator('[name="nativeSidecars"]').selectOption("false");
    await page.locator("#verdict", { hasNotText: "Nothing differs" }).waitFor();
  },
};

export async function takeScreenshots(browser: Browser, url: string): Promise<void> {
  for (const [name, { prepare, ...options }] of Object.entries(SHOTS)) {
    await shoot(browser, url, { ...options, prepare }, join(ROOT, "docs/images", `${name}.png`));
  }
}

export async function takeStates(
  browser: Browser,
  url: string,
  folder: string,
  words: string,
): Promise<void> {
  for (const [state, prepare] of Object.entries(STATES)) {
    if (!state.includes(words)) continue;
    for (const colorScheme of ["light", "dark"] as const) {
      await shoot(browser, url, { colorScheme, prepare }, join(folder, `${state}-1280-${colorScheme}.png`));
      const narrow = { viewport: NARROW, colorScheme, prepare };
      await shoot(browser, url, narrow, join(folder, `${state}-400-${colorScheme}.png`));
    }
  }
}

async function shoot(
  browser: Browser,
  url: string,
  { prepare, ...options }: Shot,
  path: string,
): Promise<void> {
  const { page } = await openPage(browser, url, options);
  await prepare(page);
  await page.waitForTimeout(500);
  await page.screenshot({ path });
  await page.context().close();
}
