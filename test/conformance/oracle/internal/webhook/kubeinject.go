package webhook

import (
	"bytes"

	corev1 "k8s.io/api/core/v1"

	meshconfig "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/kube/inject"
	"istio.io/istio/pkg/kube/kubetypes"
	"istio.io/istio/pkg/kube/multicluster"
)

// KubeInjector answers what `istioctl kube-inject` prints.
type KubeInjector struct {
	client    kube.Client
	stop      chan struct{}
	templates inject.Templates
	values    inject.ValuesConfig
	mesh      *meshconfig.MeshConfig
}

// Inject makes KubeInjector an inject.Injector that leaves all the work to the local code.
func (k *KubeInjector) Inject(*corev1.Pod, string) ([]byte, error) { return nil, nil }
func (k *KubeInjector) GetKubeClient() kube.Client                 { return k.client }

// NewKubeInjector parses what the injector holds once; call it between Use and its restore.
func NewKubeInjector(p Params) (*KubeInjector, error) {
	cfg, err := inject.UnmarshalConfig([]byte(p.Config))
	if err != nil {
		return nil, err
	}
	values, err := inject.NewValuesConfig(p.Values)
	if err != nil {
		return nil, err
	}
	mc, err := mesh.ApplyMeshConfigDefaults(p.Mesh)
	if err != nil {
		return nil, err
	}
	client, clusters, start := fakeClient(p)
	_ = multicluster.BuildMultiClusterKclientComponent[*corev1.Namespace](clusters, kubetypes.Filter{})
	_ = multicluster.BuildMultiClusterKclientComponent[*corev1.Node](clusters, kubetypes.Filter{})
	stop := make(chan struct{})
	start(client, stop)
	return &KubeInjector{client, stop, cfg.Templates, values, mc}, nil
}

// Run injects a text of YAML documents.
func (k *KubeInjector) Run(input []byte) (output []byte, warnings []string, err error) {
	var out bytes.Buffer
	err = inject.IntoResourceFile(k, k.templates, k.values, "", k.mesh, bytes.NewReader(input), &out,
		func(s string) { warnings = append(warnings, s) })
	return out.Bytes(), warnings, err
}

// Close lets go of the client's watches.
func (k *KubeInjector) Close() { close(k.stop) }
