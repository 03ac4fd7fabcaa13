import type { Cases } from "../protocol.ts";

const mesh = (text: string) => ({ op: "mesh", text }) as const;

/** Mesh configurations, and what becomes of Istio's defaults under them. */
export const meshCases: Cases = {
  "an empty text is the defaults": mesh(""),
  "a comment alone is the defaults": mesh("# nothing\n"),
  "a field replaces its default": mesh("ingressClass: none\nconnectTimeout: 3s\n"),
  "a null leaves the default": mesh("ingressClass: null\nconnectTimeout:\n"),
  "a zero value takes the default away": mesh('ingressClass: ""\nenableTracing: false\n'),
  "a wrapper keeps its zero": mesh("enableAutoMtls: false\nenablePrometheusMerge: false\n"),
  "defaultConfig is merged": mesh("defaultConfig:\n  concurrency: 0\n  proxyMetadata: {A: b}\n"),
  "default_config in the other spelling is not": mesh("default_config:\n  concurrency: 3\n"),
  "fields may be spelt as in the .proto file": mesh(
    "proxy_listen_port: 15002\nmesh_mTLS: {min_protocol_version: TLSV1_3}\n",
  ),
  "camelCase wins over the other spelling": mesh("proxyListenPort: 1\nproxy_listen_port: 2\n"),
  "unknown fields are passed over": mesh("nope: 1\ndefaultConfig: {nope: 2}\n"),
  "keys that JavaScript gives a meaning are unknown fields": mesh(
    "constructor: 1\n__proto__: {a: 1}\ntoString: x\n",
  ),
  "enums by number": mesh("accessLogEncoding: 1\noutboundTrafficPolicy: {mode: 0}\n"),
  "an enum number without a name is kept": mesh("accessLogEncoding: 42\n"),
  "an enum name that there is not": mesh("accessLogEncoding: XML\n"),
  "extension providers are merged by name": mesh(
    "extensionProviders:\n- name: envoy\n  prometheus: {}\n- name: tempo\n  opentelemetry: {service: tempo.obs.svc, port: 4317}\n",
  ),
  "of two providers with one name the last counts": mesh(
    "extensionProviders:\n- {name: x, prometheus: {}}\n- {name: x, stackdriver: {}}\n",
  ),
  "of two members of a oneof the later in the .proto file counts": mesh(
    "extensionProviders:\n- {name: x, zipkin: {service: a, port: 1}, envoyExtAuthzHttp: {service: b, port: 2}}\n",
  ),
  "default providers are merged": mesh("defaultProviders: {metrics: [prometheus]}\n"),
  "trust domain aliases are a sorted set": mesh("trustDomainAliases: [b, a, b]\n"),
  "a list replaces": mesh("defaultServiceExportTo: ['.', a]\n"),
  "an empty list takes the default away": mesh("defaultServiceExportTo: []\n"),
  "durations as Go reads them": mesh(
    "connectTimeout: 1m0.5s\ndnsRefreshRate: 1h\nprotocolDetectionTimeout: 5ms\n",
  ),
  "durations are written with three, six or nine digits": mesh(
    "dnsRefreshRate: 1.5s\nprotocolDetectionTimeout: 0.25s\n",
  ),
  "a number is no duration": mesh("connectTimeout: 10\n"),
  "a duration without a unit": mesh("connectTimeout: '10'\n"),
  "an integer in quotes": mesh("proxyListenPort: '15009'\n"),
  "an integer in quotes that is none": mesh("proxyListenPort: http\n"),
  "a fraction is no integer": mesh("proxyListenPort: 1.5\n"),
  "an integer that is too big": mesh("proxyListenPort: 3000000000\n"),
  "an unsigned integer below zero": mesh("defaultConfig: {tracing: {maxPathTagLength: -1}}\n"),
  "a whole float is an integer": mesh("proxyListenPort: 1e4\n"),
  "a number where a text belongs": mesh("ingressClass: 5\n"),
  "a text where a message belongs": mesh("defaultConfig: x\n"),
  "a map where a list belongs": mesh("trustDomainAliases: {a: b}\n"),
  "a list instead of a document": mesh("- a\n"),
  "a sampling rate in quotes, and infinity": mesh("defaultConfig: {tracing: {sampling: '12.5'}}\n"),
  "characters that HTML gives a meaning are escaped": mesh("ingressClass: '<&>'\n"),
  "the keys of a map are sorted by their bytes": mesh(
    "defaultConfig: {proxyMetadata: {'10': a, '9': b, é: c, Z: d, a: e}}\n",
  ),
  "a port out of range": mesh("proxyListenPort: 70000\n"),
  "a connect timeout that is too long": mesh("connectTimeout: 2h\n"),
  "a connect timeout with microseconds": mesh("connectTimeout: 1.0005s\n"),
  "a discovery address without a port": mesh("defaultConfig: {discoveryAddress: istiod}\n"),
  "several faults are all named": mesh(
    "proxyListenPort: 0\ntrustDomain: a_b\ndefaultConfig: {statusPort: -1, drainDuration: 1ms}\n",
  ),
  "localities that overlap": mesh(
    "localityLbSetting: {distribute: [{from: a/*, to: {b: 100}}, {from: a/b, to: {b: 100}}]}\n",
  ),
  "weights that are not a hundred": mesh("localityLbSetting: {distribute: [{from: a, to: {b: 50}}]}\n"),
  "failover to the same region": mesh("localityLbSetting: {failover: [{from: a, to: a}]}\n"),
  "a host of the service settings": mesh("serviceSettings: [{hosts: ['*.ok.com', 'not ok', '*bad']}]\n"),
};
