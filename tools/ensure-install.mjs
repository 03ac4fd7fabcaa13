#!/usr/bin/env node
/**
 * Sets up a bare clone, before `npm start`, `npm test` and `npm run remora`: installs the packages when
 * node_modules is missing or is not what package-lock.json says, and does nothing (no network, a few
 * milliseconds) when it is. Built-ins only, and syntax that an old Node still reads, so that it can say so.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Does a version like "20.19.0" satisfy a range like "^20.19.0 || >=24"? Only `^` and `>=` are known. */
export function supports(range, version) {
  const has = numbers(version);
  return range.split("||").some((part) => {
    const needs = numbers(part);
    const newEnough = has[0] > needs[0] || (has[0] === needs[0] && compareMinor(has, needs) >= 0);
    return newEnough && (part.includes(">=") || has[0] === needs[0]);
  });
}

const numbers = (text) => (text.match(/\d+/g) || []).map(Number);
const compareMinor = (a, b) => (a[1] || 0) - (b[1] || 0) || (a[2] || 0) - (b[2] || 0);

/**
 * Why the packages have to be installed, or undefined where they are in order.
 * `wanted` is package-lock.json, `installed` npm's own record of what it has put into node_modules.
 */
export function whatIsAmiss(wanted, installed, machine) {
  if (!installed) return "node_modules is missing";
  const packages = installed.packages || {};
  for (const [path, entry] of Object.entries(wanted.packages)) {
    if (path === "") continue;
    const found = packages[path];
    // npm leaves out optional packages made for another machine.
    if (!found && entry.optional) continue;
    if (!found) return `${path} is missing`;
    if (found.version !== entry.version || found.integrity !== entry.integrity) {
      return `${path} is ${found.version}, package-lock.json says ${entry.version}`;
    }
  }
  for (const [path, entry] of Object.entries(packages)) {
    if (!Object.hasOwn(wanted.packages, path)) return `${path} is not in package-lock.json`;
    // node_modules brought along from another machine.
    if (!fits(entry.os, machine.os) || !fits(entry.cpu, machine.cpu)) return `${path} is for another machine`;
  }
  return undefined;
}

const fits = (list, name) =>
  !list || list.includes(name) || list.every((one) => one[0] === "!" && one !== `!${name}`);

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function main(root) {
  const { engines } = readJson(join(root, "package.json"));
  if (!supports(engines.node, process.versions.node)) {
    console.error(
      `remora needs Node.js ${engines.node}; this is ${process.versions.node}. See https://nodejs.org/en/download`,
    );
    return 1;
  }
  const reason = whatIsAmiss(
    readJson(join(root, "package-lock.json")),
    readJson(join(root, "node_modules", ".package-lock.json")),
    { os: process.platform, cpu: process.arch },
  );
  if (!reason) return 0;
  console.error(`Installing packages (${reason}) …`);
  const status = npm(["ci", "--include=dev", "--no-audit", "--no-fund"], root);
  if (status !== 0) console.error("npm ci failed: see above. Is the package registry reachable?");
  return status;
}

/** Runs the npm that runs us, or the one in PATH; what it prints goes to stderr. */
function npm(args, cwd) {
  const own = process.env.npm_execpath;
  const [command, first] = own && /\.[cm]?js$/.test(own) ? [process.execPath, [own]] : ["npm", []];
  const shell = process.platform === "win32" && command === "npm";
  const { status, error } = spawnSync(command, [...first, ...args], { cwd, shell, stdio: ["ignore", 2, 2] });
  if (error) console.error(error.message);
  return status === null ? 1 : status;
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] && realpathSync(process.argv[1]) === here)
  process.exitCode = main(dirname(dirname(here)));
