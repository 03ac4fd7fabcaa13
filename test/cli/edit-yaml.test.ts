import { describe, expect, test } from "@jest/globals";
import { joinDocuments, splitDocuments } from "../../cli/inject/documents.ts";
import { editYaml } from "../../cli/inject/edit-yaml.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";

const DEPLOYMENT = `# The shop's front.
kind: Deployment   # first, on purpose
apiVersion: "apps/v1"
spec:
  replicas: 0x2
  template:
    metadata:
      labels: {app: foo}
    spec:
      # Ours.
      containers:
      - name: foo # the application
        image: 'foo:1.0.0'

        # Its one port.
        ports: [{containerPort: 80}]
      - name: bar
        image: bar
`;

/** Edits by what the text comes to, as `change` leaves it. */
// biome-ignore lint/suspicious/noExplicitAny: a document
function edited(text: string, change: (document: any) => void): string {
  const after = parseYaml(text);
  change(after);
  const result = editYaml(text, parseYaml(text), after);
  expect(parseYaml(result)).toEqual(after);
  return result;
}

describe("a change", () => {
  test("to nothing leaves every byte", () => {
    expect(edited(DEPLOYMENT, () => {})).toBe(DEPLOYMENT);
  });

  test("adds what is new and leaves comments, order, quotes and spellings", () => {
    const result = edited(DEPLOYMENT, ({ spec: { template } }) => {
      template.metadata.labels.version = "1.10";
      template.spec.containers[0].env = [{ name: "A", value: "yes" }];
      template.spec.volumes = [{ name: "data", emptyDir: {} }];
    });
    expect(result).toBe(`# The shop's front.
kind: Deployment # first, on purpose
apiVersion: "apps/v1"
spec:
  replicas: 0x2
  template:
    metadata:
      labels: {app: foo, version: "1.10"}
    spec:
      # Ours.
      containers:
      - name: foo # the application
        image: 'foo:1.0.0'

        # Its one port.
        ports: [{containerPort: 80}]
        env:
        - name: A
          value: "yes"
      - name: bar
        image: bar
      volumes:
      - name: data
        emptyDir: {}
`);
  });

  test("that puts a container first keeps the others' comments with them", () => {
    const result = edited(DEPLOYMENT, ({ spec: { template } }) => {
      template.spec.containers.unshift({ name: "istio-proxy", image: "proxy" });
    });
    expect(result).toContain(`      containers:
      - name: istio-proxy
        image: proxy
      - name: foo # the application
        image: 'foo:1.0.0'
`);
  });

  test("that removes or replaces does so, and keeps a replaced value's comment", () => {
    const text = "a: 1 # one\nb: 2\nc: [x, z]\n";
    const result = edited(text, (document) => {
      document.a = 10;
      delete document.b;
      document.c = ["z"];
    });
    expect(result).toBe("a: 10 # one\nc: [z]\n");
  });

  test("to what an anchor names does not show in its alias", () => {
    const text = `spec:
  selector:
    matchLabels: &labels
      app: foo
  template:
    labels: *labels
    more: { <<: *labels, x: z }
`;
    const result = edited(text, ({ spec }) => {
      spec.selector.matchLabels.new = "1";
    });
    expect(result).not.toContain("&labels");
    expect(parseYaml(result)).toMatchObject({
      spec: { template: { labels: { app: "foo" }, more: { app: "foo", x: "z" } } },
    });
  });

  test("finds a field whatever its case, as Go's decoder does", () => {
    const result = editYaml(
      "Spec:\n  Containers: []\n",
      { spec: { containers: [] } },
      { spec: { containers: [1] } },
    );
    expect(result).toBe("Spec:\n  Containers: [ 1 ]\n");
  });

  test("to a key named like a member of Object.prototype is a change to that key", () => {
    const after = JSON.parse('{"__proto__":{"x":1},"constructor":2}');
    expect(editYaml("a: 1\n", { a: 1 }, after)).toBe("__proto__:\n  x: 1\nconstructor: 2\n");
  });

  test("keeps a list that is indented under its key so", () => {
    const result = edited("a:\n  - name: x\nb: 1\n", (document) => {
      document.c = [{ name: "z" }];
    });
    expect(result).toBe("a:\n  - name: x\nb: 1\nc:\n  - name: z\n");
  });
});

describe("a stream", () => {
  const streams = [
    "",
    "a: 1\n",
    "a: 1",
    "---\na: 1\n---\nb: 2\n",
    "# first\n---\na: 1\n--- # second\nb: |\n  ---not a marker\n ---\n---\n",
    "--- {a: 1}\n---\r\nb: 2\r\n",
    "a: 1\n...\n---\nb: 2\n",
  ];
  test.each(streams)("%j put together again is itself", (text) => {
    expect(joinDocuments(splitDocuments(text))).toBe(text);
  });

  test("is cut at its markers alone", () => {
    expect(splitDocuments("a: 1\n---\nb: |\n  --- x\n---c: 1\n--- d\n")).toEqual([
      "a: 1\n",
      "---\nb: |\n  --- x\n---c: 1\n",
      "--- d\n",
    ]);
  });

  test("of two files has a marker between them", () => {
    expect(joinDocuments(["a: 1", "b: 2\n", "---\nc: 3\n"])).toBe("a: 1\n---\nb: 2\n---\nc: 3\n");
  });
});
