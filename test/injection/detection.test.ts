import { describe, expect, test } from "@jest/globals";
import { detectNativeSidecars } from "../../lib/injection/native-sidecars.ts";
import { proxyIds } from "../../lib/injection/proxy-ids.ts";

const node = (name: string, kubeletVersion: string) => ({ name, kubeletVersion });

describe("native sidecars", () => {
  const cases: [
    sentence: string,
    setting: boolean | undefined,
    versions: string[],
    nodeName: string | undefined,
    native: boolean,
  ][] = [
    ["the setting decides", false, ["v1.40.0"], undefined, false],
    ["the setting decides, also for old nodes", true, ["v1.20.0"], undefined, true],
    ["1.33 is new enough", undefined, ["v1.33.0"], undefined, true],
    ["1.32 is not", undefined, ["v1.32.9"], undefined, false],
    ["one old node spoils it", undefined, ["v1.34.0", "v1.30.0"], undefined, false],
    [
      "a vendor's suffix is no matter",
      undefined,
      ["v1.33.1-eks-123abc", "v1.34.1+k3s1", "1.35"],
      undefined,
      true,
    ],
    ["a version that cannot be read is too old", undefined, ["newest"], undefined, false],
    ["without nodes it is assumed", undefined, [], undefined, true],
    ["the pod's own node decides alone", undefined, ["v1.34.0", "v1.30.0"], "n0", true],
    ["a node that is not known decides nothing", undefined, ["v1.34.0", "v1.30.0"], "other", false],
  ];
  test.each(cases)("%s", (_sentence, setting, versions, nodeName, native) => {
    const nodes = versions.map((version, i) => node(`n${i}`, version));
    expect(detectNativeSidecars(setting, nodes, nodeName)).toBe(native);
  });
});

describe("ids on OpenShift are the last of the namespace's ranges", () => {
  const users = "openshift.io/sa.scc.uid-range";
  const groups = "openshift.io/sa.scc.supplemental-groups";
  const cases: [
    sentence: string,
    annotations: Record<string, string> | undefined,
    uid: number,
    gid: number,
  ][] = [
    ["elsewhere there are none", undefined, 1337, 1337],
    ["the users' range serves for groups, too", { [users]: "1000620000/10000" }, 1000629999, 1000629999],
    ["a range may be written with a dash", { [users]: "1000-1999" }, 1999, 1999],
    ["the first of several groups", { [users]: "1000/10", [groups]: "2000/10,3000/10" }, 1009, 2009],
    ["one bad group spoils them all", { [users]: "1000/10", [groups]: "2000/10,x" }, 1009, 1337],
    ["an empty annotation is not the absence of one", { [users]: "1000/10", [groups]: "" }, 1009, 1337],
    ["what cannot be read counts as absent", { [users]: "abc" }, 1337, 1337],
    ["numbers beyond 32 bits cannot be read", { [users]: "4294967296/1" }, 1337, 1337],
  ];
  test.each(cases)("%s", (_sentence, annotations, uid, gid) => {
    expect(proxyIds(annotations)).toEqual({ uid, gid });
  });
});
