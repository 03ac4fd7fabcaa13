// Package webhook builds Istio's own injection webhook (inject.NewWebhook) from the texts that a
// cluster holds: the injector's config and values, and the mesh configuration.
package webhook

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	v1beta1 "istio.io/api/networking/v1beta1"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/cluster"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/constants"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/schema/gvk"
	commonfeatures "istio.io/istio/pkg/features"
	"istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/kube/inject"
	"istio.io/istio/pkg/kube/multicluster"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/util/protomarshal"
)

// Injector is what a cluster holds: the texts of the ConfigMaps istio-sidecar-injector and istio.
type Injector struct {
	Config string `json:"config"`
	Values string `json:"values"`
	Mesh   string `json:"mesh"`
}

// Node is as much of a cluster's node as the webhook looks at.
type Node struct {
	Name           string `json:"name"`
	KubeletVersion string `json:"kubeletVersion"`
}

// ProxyConfig is a resource of kind networking.istio.io/ProxyConfig.
type ProxyConfig struct {
	Name              string          `json:"name"`
	Namespace         string          `json:"namespace"`
	CreationTimestamp *metav1.Time    `json:"creationTimestamp,omitempty"`
	Spec              json.RawMessage `json:"spec"`
}

// Params is everything that a webhook's answers depend on, but for the review itself.
type Params struct {
	Injector
	Revision         string              `json:"revision"`
	Nodes            []Node              `json:"nodes"`
	Namespaces       []*corev1.Namespace `json:"namespaces"`
	Clusters         []string            `json:"clusters"`
	ProxyConfigs     []ProxyConfig       `json:"proxyConfigs"`
	NativeSidecars   *bool               `json:"nativeSidecars"` // nil: by the versions of the nodes
	Platform         string              `json:"platform"`
	CompliancePolicy string              `json:"compliancePolicy"`
	Env              map[string]string   `json:"env"`
}

// Webhook is Istio's webhook, ready to be posted to.
type Webhook struct {
	Mux  *http.ServeMux
	Stop chan struct{}
}

type fixedWatcher struct {
	config *inject.Config
	values string
}

func (w *fixedWatcher) SetHandler(func(*inject.Config, string) error) {}
func (w *fixedWatcher) Run(<-chan struct{})                           {}
func (w *fixedWatcher) Get() (*inject.Config, string, error)          { return w.config, w.values, nil }

// Quiet turns Istio's own logging off.
func Quiet() {
	o := log.DefaultOptions()
	o.OutputPaths = []string{"stderr"}
	o.SetDefaultOutputLevel(log.DefaultScopeName, log.NoneLevel)
	_ = log.Configure(o)
	for _, s := range log.Scopes() {
		s.SetOutputLevel(log.NoneLevel)
	}
}

// Use sets the process-wide switches that istiod reads from its environment, and returns how to set them back.
func Use(p Params) (restore func()) {
	useNativeSidecars(p.NativeSidecars)
	commonfeatures.CompliancePolicy = p.CompliancePolicy
	env := map[string]string{}
	if p.NativeSidecars != nil {
		env["ENABLE_NATIVE_SIDECARS"] = strconv.FormatBool(*p.NativeSidecars)
	}
	for k, v := range p.Env {
		env[k] = v
	}
	if p.Platform != "" {
		env["PLATFORM"] = p.Platform
	}
	for k, v := range env {
		os.Setenv(k, v)
	}
	return func() {
		for k := range env {
			os.Unsetenv(k)
		}
	}
}

// Build makes the webhook. Call it, and everything that posts to it, between Use and its restore.
func Build(p Params) (*Webhook, error) {
	cfg, err := inject.UnmarshalConfig([]byte(p.Config))
	if err != nil {
		return nil, fmt.Errorf("config: %v", err)
	}
	mc, err := mesh.ApplyMeshConfigDefaults(p.Mesh)
	if err != nil {
		return nil, fmt.Errorf("mesh: %v", err)
	}
	proxyConfigs := &model.ProxyConfigs{}
	if len(p.ProxyConfigs) > 0 {
		store, err := proxyConfigStore(p.ProxyConfigs)
		if err != nil {
			return nil, err
		}
		proxyConfigs = model.GetProxyConfigs(store, mc)
	}
	env := environment(mc)
	env.SetPushContext(&model.PushContext{ProxyConfigs: proxyConfigs})

	watchNodes()
	client, clusters, start := fakeClient(p)
	mux := http.NewServeMux()
	_, err = inject.NewWebhook(inject.WebhookParameters{
		Watcher: &fixedWatcher{&cfg, p.Values}, Env: env, Mux: mux, Revision: p.Revision, MultiCluster: clusters,
	})
	useNativeSidecars(p.NativeSidecars)
	if err != nil {
		return nil, err
	}
	stop := make(chan struct{})
	start(client, stop)
	return &Webhook{Mux: mux, Stop: stop}, nil
}

func proxyConfigStore(resources []ProxyConfig) (model.ConfigStore, error) {
	store := model.NewFakeStore()
	for _, r := range resources {
		spec := &v1beta1.ProxyConfig{}
		if err := protomarshal.ApplyJSON(string(r.Spec), spec); err != nil {
			return nil, fmt.Errorf("proxyConfig %s: %v", r.Name, err)
		}
		c := config.Config{Meta: config.Meta{GroupVersionKind: gvk.ProxyConfig, Name: r.Name, Namespace: r.Namespace}, Spec: spec}
		if r.CreationTimestamp != nil {
			c.CreationTimestamp = r.CreationTimestamp.Time
		}
		if _, err := store.Create(c); err != nil {
			return nil, err
		}
	}
	return store, nil
}

// fakeClient stands for the clusters' API servers; the components that watch must be made before start is called.
func fakeClient(p Params) (kube.Client, *multicluster.Fake, func(kube.Client, chan struct{})) {
	var objects []runtime.Object
	for _, n := range p.Nodes {
		objects = append(objects, &corev1.Node{
			ObjectMeta: metav1.ObjectMeta{Name: n.Name},
			Status:     corev1.NodeStatus{NodeInfo: corev1.NodeSystemInfo{KubeletVersion: n.KubeletVersion}},
		})
	}
	for _, n := range p.Namespaces {
		objects = append(objects, n.DeepCopy())
	}
	clusters := multicluster.NewFakeController()
	ids := p.Clusters
	if len(ids) == 0 {
		ids = []string{constants.DefaultClusterName}
	}
	return kube.NewFakeClient(objects...), clusters, func(client kube.Client, stop chan struct{}) {
		for _, id := range ids {
			clusters.Add(cluster.ID(id), client, stop)
		}
		client.RunAndWait(stop)
	}
}
