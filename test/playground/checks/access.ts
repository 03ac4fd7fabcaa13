import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Checks, focusId, NARROW, replaceIn, scrollTo, verdict, violations, WIDE } from "../browser.ts";

/** For everybody, everywhere, and with nobody listening. */
export const access: Checks = {
  "tabs by keyboard": async (open) => {
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
  "axe finds nothing, light and dark, wide and narrow, in every view, with an origin and with an error":
    async (open) => {
      for (const viewport of [WIDE, NARROW]) {
        for (const colorScheme of ["light", "dark"] as const) {
          const { page } = await open({ viewport, colorScheme });
          const clean = async (what: string) => {
            const found = await violations(page);
            assert.deepEqual(found, [], `${viewport.width} ${colorScheme} ${what}: ${found.join("\n")}`);
          };
          await verdict(page, /is injected/);
          for (const view of ["patch", "decision", "diff"]) {
            await page.click(`#tab-${view}`);
            await clean(view);
          }
          const line = await scrollTo(page, /image: .*proxyv2/);
          await line.click();
          await line.hover();
          await page.locator("#origin").waitFor();
          await clean("origin");
          await replaceIn(page, "rules", "rules: [{ name: A }]\n");
          await page.locator("#problems").waitFor();
          await clean("error");
        }
      }
    },
  "nothing is wider than a screen of 400 pixels": async (open) => {
    const { page } = await open({ viewport: NARROW });
    await verdict(page, /is injected/);
    for (const view of ["patch", "decision", "diff"]) {
      await page.click(`#tab-${view}`);
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), NARROW.width, view);
    }
  },
  "it asks nobody but its own server, breaks no rule of its policy, and is small": async (open, url) => {
    const { page, urls, faults } = await open();
    await verdict(page, /is injected/);
    await page.click("#tab-config");
    const line = await scrollTo(page, /image: .*proxyv2/);
    await line.hover();
    await page.locator(".origin-box").waitFor();
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
