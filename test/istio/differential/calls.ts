import type { Random } from "../../kubernetes/differential/random.ts";

/** Templates that call Istio's functions, and read the configuration, in the ways that templates do. */
export function callTemplate(random: Random): string {
  const action = () => `[{{ ${random.pick(expressions)(random)} }}]`;
  return [action(), ...random.list(3, action)].join("\n");
}

type Expression = (random: Random) => string;

const text = (random: Random) =>
  JSON.stringify(
    random.pick([
      "",
      "a",
      "A b",
      "80",
      "80,90",
      " 80 , 90,",
      "/a/b/c",
      "x/y",
      "a\nb\n\nc",
      "[]",
      "é<&>",
      "0",
    ]),
  );
const any = (random: Random) =>
  random.pick([
    "nil",
    "1",
    "1.5",
    '"x"',
    '""',
    "true",
    ".Values.nope",
    ".Revision",
    '(list 1 "a")',
    "(dict)",
    "0",
    '(dict "b" nil "a" 1)',
  ]);
const maps = (random: Random) =>
  random.pick([
    ".ObjectMeta.Labels",
    ".ObjectMeta.Annotations",
    ".ProxyConfig.ProxyMetadata",
    `(strdict ${random.list(4, () => text(random)).join(" ")})`,
    "(mergeMaps)",
  ]);
const networks = [
  "",
  "a",
  "ns/istio-cni",
  "istio-cni",
  "a, istio-cni",
  "[]",
  '[{"name":"istio-cni"}]',
  '[{"name":"istio-cni","namespace":"ns"}]',
  '[{"name":"x"}, null]',
  "[1]",
  "[",
  "]",
  "null]",
];

const expressions: readonly Expression[] = [
  (r) => `valueOrDefault ${any(r)} ${any(r)}`,
  (r) => `annotation .ObjectMeta ${r.pick(['"proxy.istio.io/config"', '"none"'])} ${any(r)}`,
  (r) => `indent ${r.below(5)} ${text(r)}`,
  (r) => `contains ${text(r)} ${text(r)}`,
  (r) => `directory ${text(r)}`,
  (r) => `toLower ${text(r)}`,
  (r) => `excludeInboundPort ${any(r)} ${text(r)}`,
  (r) => `isset ${maps(r)} ${text(r)}`,
  (r) => `toJSON ${maps(r)}`,
  (r) => `toJsonMap ${r.list(3, () => maps(r)).join(" ")}`,
  (r) => `mergeMaps ${maps(r)} ${maps(r)} | toJSON`,
  (r) => `omit ${maps(r)} ${text(r)} "app" | toJSON`,
  (r) => `omitNil ${any(r)} | structToJSON`,
  (r) => `omitNil (dict "a" (dict "b" nil) "c" (list nil 1 (dict "d" nil)) "e" ${any(r)}) | structToJSON`,
  (r) =>
    `fromJSON ${r.pick(['""', '"{"', '"[1,2.5,null]"', '"{\\"a\\":{\\"b\\":1e3}}"', '"1e400"', '"\\"s\\""'])}`,
  (r) => `structToJSON ${any(r)}`,
  (r) => `toYaml ${any(r)}`,
  (r) =>
    `appendMultusNetwork ${JSON.stringify(r.pick(networks))} ${JSON.stringify(r.pick(["istio-cni", "ns/istio-cni"]))}`,
  () => "protoToJSON .ProxyConfig",
  () => "protoToJSON .MeshConfig",
  () => "protoToJSON .ProxyConfig.Tracing",
  () => "structToJSON .ProxyConfig",
  () => "toJson .MeshConfig",
  () => "toYaml .ProxyConfig",
  () => "structToJSON .Spec",
  () => "toYaml .ObjectMeta",
  () => "includeInboundPorts .Spec.Containers",
  () => "applicationPorts .Spec.Containers",
  () => "formatDuration .ProxyConfig.DrainDuration",
  () => "formatDuration .ProxyConfig.TerminationDrainDuration",
  () => "formatDuration .ProxyConfig.DiscoveryRefreshDelay",
  () => ".ProxyConfig.InterceptionMode",
  () => ".ProxyConfig.InterceptionMode.String",
  () => ".ProxyConfig.GetTracing.GetTlsSettings.GetCaCertificates",
  () => ".ProxyConfig.GetTracing.GetZipkin.GetAddress",
  () => ".ProxyConfig.HoldApplicationUntilProxyStarts.GetValue",
  () => ".ProxyConfig.Concurrency.GetValue",
  () => ".ProxyConfig.ProxyMetadata",
  () => ".ProxyConfig.GetServiceCluster",
  () => "with .ProxyConfig.ClusterName }}{{ typeOf . }}{{ end",
  () => ".ProxyConfig.StatusPort",
  () => ".ProxyConfig.GetImage.GetImageType",
  () => "if .ProxyConfig.Tracing }}y{{ end",
  () => "range $k, $v := .ProxyConfig.ProxyMetadata }}{{ $k }}={{ $v }};{{ end",
  () => ".MeshConfig.RootNamespace",
  () => ".MeshConfig.EnableAutoMtls.Value",
  () => ".MeshConfig.GetConnectTimeout.AsDuration",
  () => "range .MeshConfig.ExtensionProviders }}{{ .Name }} {{ .GetPrometheus }}{{ end",
  () => ".MeshConfig.OutboundTrafficPolicy.Mode",
  () => "eq .ProxyConfig.StatusPort 15020",
  () => "typeOf .ProxyConfig.InterceptionMode",
  () => "typeOf .MeshConfig.ExtensionProviders",
  () => ".DeploymentMeta.Name",
  () => ".DeploymentMeta",
  () =>
    "otelResourceAttributes .MeshConfig .ObjectMeta.Annotations .ObjectMeta.Labels .ObjectMeta.Namespace .Spec.Containers",
  () => "(index .Spec.Containers 0).Name",
  () => ".ObjectMeta.GetName",
  () => ".Spec.Nope",
];
