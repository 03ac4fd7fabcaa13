/** What a documented command needs beyond what every one finds (see world.ts), or why it is not run. */
export type Plan =
  | {
      /** Served at https://127.0.0.1:8443 and https://webhook.example.com: with a registry, or open to everybody. */
      readonly server?: "open" | "clusters";
      /** It goes on until it is told to stop, once it has said this on stdout. */
      readonly until?: RegExp;
      /** What is typed into its terminal. */
      readonly types?: string;
      /** Run in the same shell first: what a user has done, or what the reader's shell has that bash has not. */
      readonly before?: string;
      /** Default 0. */
      readonly exits?: number;
      /** What it has to print; without it, its exit code says enough. */
      readonly prints?: RegExp;
    }
  /** By another suite, which takes it from the document or does the same. */
  | { readonly elsewhere: string }
  | { readonly not: string };

const READY = /^remora ready https:/m;
const DEPLOYS = "npm run e2e:deploy does the same against an emulator of AWS";
const OPERATORS = "for an operator's own account: it needs AWS resources that no emulator here has";

/** By a document as a whole. */
export const DOCUMENTS: Readonly<Record<string, Plan>> = {
  "docs/getting-started.md": { elsewhere: "npm run e2e:getting-started runs each of its blocks" },
  "docs/migration.md": {
    elsewhere: "npm run e2e runs the page while pods are created, in chapters/migration.ts",
  },
  "CONTRIBUTING.md": { elsewhere: ".ci/run is what it describes, and runs them" },
};

/** By a command's text. One that is in no document any more fails the tests. */
export const PLANS: Readonly<Record<string, Plan>> = {
  "npm start": { until: READY },
  "remora serve": { until: READY },
  "remora serve --injector injector.yaml --port 9443": { until: READY },
  "remora serve --config config.yaml --values values.yaml --mesh mesh.yaml": { until: READY },
  "remora cluster add dev --registry clusters.yaml && remora serve --registry clusters.yaml": {
    until: READY,
  },
  "remora serve --aws --stage prod": { until: READY },
  "npm start -- --injector mine": { before: "cp -r examples/default-injector mine", until: READY },
  [`npm run -s remora -- template import --out injector.json
npm start -- --injector injector.json`]: { until: READY },
  "remora serve --injector injector.yaml": { until: READY },

  "remora webhook --cluster prod-1 --url https://webhook.example.com --token-file token | kubectl diff -f -":
    {
      // kubectl diff tells a difference by its exit code.
      exits: 1,
      prints: /^\+kind: MutatingWebhookConfiguration$/m,
    },
  // Nothing is registered in the cluster, and its pod has no sidecar: that is what they find.
  "remora doctor": { exits: 1, prints: /the cluster has no MutatingWebhookConfiguration of remora's/ },
  "remora doctor --context prod-1 --stage prod": { exits: 1, prints: /no MutatingWebhookConfiguration/ },
  "remora doctor --url https://webhook.example.com --cluster prod-1 --token-file token": {
    server: "clusters",
  },
  "remora doctor --url https://127.0.0.1:8443/inject --ca-bundle ca.pem -o json": { server: "open" },
  "remora verify --context prod-1 --stage prod": { exits: 1, prints: /web-0/ },
  "remora verify": { exits: 1, prints: /web-0/ },
  "remora verify --context prod-1 -n shop --stage prod": { exits: 1, prints: /web-0/ },
  "remora verify --registry clusters.yaml --injector injector.json": { exits: 1, prints: /web-0/ },
  "remora verify --stage prod -o json | jq -r '.wrong[] | [.namespace, .pod, .verdict] | @tsv'": {
    exits: 1,
    prints: /^shop\tweb-0\t/m,
  },

  "remora template push injector.json --stage prod": { types: "y\n", prints: /in service within a minute/ },
  "remora template push injector.json --stage prod --candidate": { types: "y\n", prints: /is the candidate/ },
  "remora template rollback --stage prod": { types: "y\n", prints: /in service within a minute/ },

  "remora bench https://127.0.0.1:8443/inject --ca-bundle ca.pem": { server: "open", prints: / 0 failed$/m },
  'remora bench "$(remora cluster rotate-token dev --registry clusters.yaml --url https://127.0.0.1:8443)" --ca-bundle ca.pem':
    { server: "clusters", prints: / 0 failed$/m },
  "remora bench https://webhook.example.com/t/TOKEN/inject/cluster/prod-1 --requests 2000 --connections 16 -o json":
    { not: "TOKEN stands for one's own; test/cli/bench.test.ts holds the options" },

  'remora completion zsh > "${fpath[1]}/_remora"': { before: 'fpath=(- "$PWD")' },
  "remora completion fish > ~/.config/fish/completions/remora.fish": {
    before: "mkdir -p ~/.config/fish/completions",
  },

  "remora bundle-config --stage prod && npm run deploy -- --stage prod": { elsewhere: DEPLOYS },
  [`npm run -s remora -- bundle-config --stage prod --clusters
npm run deploy -- --stage prod`]: { elsewhere: DEPLOYS },
  "npx serverless rollback --stage prod": { elsewhere: DEPLOYS },
  "npx serverless remove --stage prod": { elsewhere: DEPLOYS },
  "aws lambda update-alias --function-name remora-prod-webhook --name live --function-version 41": {
    not: OPERATORS,
  },
};

/** Commands of the operator's own, by how they begin. */
export const BEGINNINGS: Readonly<Record<string, Plan>> = {
  "aws cloudformation ": { not: `${OPERATORS}; npm run lint:infra checks the templates that they name` },
  "npm run deploy -- --stage prod --region ": { elsewhere: DEPLOYS },
};
