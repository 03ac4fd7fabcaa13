import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type Checks, example, field, POD, replaceIn, replaceText, result, verdict } from "../browser.ts";

const clipboard = (page: Page): Promise<string> => page.evaluate("navigator.clipboard.readText()");

/** Links and copies. */
export const sharing: Checks = {
  "a link holds everything: open it elsewhere, see the same": async (open) => {
    const { page } = await open({ clipboard: true });
    await replaceText(page, POD.replace("typed", "shared"));
    await field(page, "network").fill("network-7");
    await field(page, "cluster").fill("eu-1");
    await replaceIn(page, "values", example("values").replace("1.27", "9.99"));
    await replaceIn(page, "rules", "- { name: a, overlay: { metadata: { labels: { of: rule } } } }\n");
    await verdict(page, /^Pod\/shared/);
    await page.click("#pin");
    await page.click("#tab-patch");
    await page.click("#share");
    await page.locator("#share", { hasText: "Copied" }).waitFor();
    const link = new URL(await clipboard(page));
    assert.ok(link.hash.length > 20 && link.search === "");
    const { page: other } = await open({ fragment: link.hash });
    await verdict(other, /^Pod\/shared is injected/);
    assert.equal(await field(other, "network").inputValue(), "network-7");
    assert.equal(await field(other, "cluster").inputValue(), "eu-1");
    assert.equal(await other.locator("#tab-patch").getAttribute("aria-selected"), "true");
    assert.equal(await other.locator("#tab-rules").getAttribute("aria-selected"), "true");
    assert.equal(await other.locator("#pin").textContent(), "Stop comparing");
    const patch = await other.locator("#result").innerText();
    assert.match(patch, /"op": "add"/);
    await other.click("#share");
    assert.match(await result(other).innerText(), /"op": "add"/);
  },
  "a link that is broken opens the page as it begins": async (open) => {
    const { page } = await open({ fragment: "#not-a-state" });
    await verdict(page, /^Deployment\/web is injected/);
  },
  "the buttons copy the result, and the patch": async (open) => {
    const { page } = await open({ clipboard: true });
    await replaceText(page, POD);
    await verdict(page, /^Pod\/typed is injected/);
    await page.click("#copy");
    await page.locator("#copy", { hasText: "Copied" }).waitFor();
    const yaml = await clipboard(page);
    assert.match(yaml, /^apiVersion: v1\nkind: Pod\n/);
    assert.match(yaml, /- name: istio-init\n/);
    await page.locator("#copy", { hasText: "Copy result" }).waitFor();
    await page.click("#tab-patch");
    await page.click("#copy");
    await page.locator("#copy", { hasText: "Copied" }).waitFor();
    const patch = JSON.parse(await clipboard(page));
    assert.ok(patch.length > 2 && patch.every(({ op }: { op: string }) => typeof op === "string"));
    await page.locator("#copy", { hasText: "Copy patch" }).waitFor();
    await page.click("#tab-decision");
    assert.equal(await page.locator("#copy").isVisible(), false);
  },
  "a browser that keeps its clipboard is said to; the link is in the address all the same": async (open) => {
    const { page } = await open({ clipboard: false });
    await verdict(page, /is injected/);
    await page.click("#share");
    await page.locator("#share", { hasText: "The browser says no" }).waitFor();
    assert.ok(new URL(page.url()).hash.length > 20);
    await page.locator("#share", { hasText: "Copy link" }).waitFor();
  },
};
