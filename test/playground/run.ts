/**
 * The playground in a real browser, as a user meets it: from `remora serve` to what the page shows.
 *
 *   --screenshots      renews the images of the documentation, too
 *   --states FOLDER    puts pictures of every state into a folder, and checks nothing
 *   WORDS              only checks, or states, whose name has them
 */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { start } from "../support/command.ts";
import { type Checks, type Opened, openPage } from "./browser.ts";
import { access } from "./checks/access.ts";
import { origins } from "./checks/origins.ts";
import { REGISTRY, settings } from "./checks/settings.ts";
import { sharing } from "./checks/sharing.ts";
import { typing } from "./checks/typing.ts";
import { takeScreenshots, takeStates } from "./screenshots.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const CHECKS: Checks = { ...typing, ...origins, ...settings, ...sharing, ...access };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { screenshots: { type: "boolean" }, states: { type: "string" } },
    allowPositionals: true,
  });
  const folder = mkdtempSync(join(tmpdir(), "remora-playground-"));
  const registry = join(folder, "clusters.yaml");
  writeFileSync(registry, REGISTRY);
  const server = start(["serve", "--port", "0", "--registry", registry], {
    cwd: folder,
    env: { XDG_CACHE_HOME: folder },
  });
  let browser: Browser | undefined;
  try {
    const url = await addressOf(server);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    const words = positionals.join(" ");
    if (values.states !== undefined) return await takeStates(browser, url, values.states, words);
    const failed = await runChecks(browser, url, words);
    if (values.screenshots) await takeScreenshots(browser, url);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await browser?.close();
    server.kill("SIGINT");
    if (server.exitCode === null) await once(server, "close");
    rmSync(folder, { recursive: true, force: true });
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

async function runChecks(browser: Browser, url: string, words: string): Promise<number> {
  let [passed, failed] = [0, 0];
  for (const [name, check] of Object.entries(CHECKS)) {
    if (!name.includes(words)) continue;
    const opened: Opened[] = [];
    try {
      await check(async (options) => {
        const one = await openPage(browser, url, options);
        opened.push(one);
        return one;
      }, url);
      passed++;
      console.log(`✓ ${name}`);
    } catch (error) {
      failed++;
      console.log(`✗ ${name}\n${(error as Error).message}`);
    }
    for (const { page } of opened) await page.context().close();
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}

await main();
