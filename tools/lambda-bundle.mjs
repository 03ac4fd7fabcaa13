/**
 * Packages that the function's start does not need. Each lies in a file of its own beside webhook.cjs, and is
 * read and evaluated when one of its exports is first used; Node compiles what it reads, 1 ms for 40 KB.
 */
export const SET_ASIDE = ["bcryptjs", "fast-json-patch", "jose", "re2js", "yaml"];

const setAside = {
  name: "set-aside",
  setup(build) {
    const packages = new RegExp(`^(?:${SET_ASIDE.join("|")})$`);
    build.onResolve({ filter: packages }, ({ path, kind }) =>
      kind === "entry-point" ? undefined : { path, namespace: "set-aside" },
    );
    build.onResolve({ filter: /^\.\//, namespace: "set-aside" }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /^/, namespace: "set-aside" }, async ({ path }) => ({
      contents: doorTo(`./${path}.cjs`, Object.keys(await import(path))),
    }));
  },
};

/** A module whose exports are those of a file that is read when one of them is asked for. */
function doorTo(file, names) {
  return `
    Object.defineProperty(exports, "__esModule", { value: true });
    for (const name of ${JSON.stringify(names)}) {
      Object.defineProperty(exports, name, { enumerable: true, get: () => require(${JSON.stringify(file)})[name] });
    }`;
}

/** What esbuild makes the function from; docs/adr/0003-commonjs-bundle.md says why it is CommonJS. */
export const lambdaBundle = {
  entryPoints: {
    webhook: "handler/webhook.ts",
    ...Object.fromEntries(SET_ASIDE.map((name) => [name, name])),
  },
  plugins: [setAside],
  bundle: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  // Names stay, for stack traces: esbuild's keepNames would pay for them with a call for every function made.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  mainFields: ["module", "main"],
  // `import()` in CommonJS starts Node's loader of ES modules, and of a built-in asks for each of its exports.
  supported: { "dynamic-import": false },
  // There is `require` in CommonJS; only modules look for one of their own.
  define: { "import.meta.url": "undefined" },
};
