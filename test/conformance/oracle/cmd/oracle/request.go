package main

import (
	"encoding/json"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"remora/conformance/internal/webhook"
)

// request is one line in. What it asks for is the first that it carries of: apply, kubeInject, body, review.
type request struct {
	webhook.Injector
	ID                json.RawMessage       `json:"id"`
	InjectorFile      string                `json:"injectorFile"` // a JSON file of config, values and mesh, instead of the three texts
	Revision          string                `json:"revision"`
	Path              string                `json:"path"`
	NamespaceObject   *corev1.Namespace     `json:"namespaceObject"`
	Namespaces        []*corev1.Namespace   `json:"namespaces"`
	NativeSidecars    *bool                 `json:"nativeSidecars"`
	KubernetesVersion string                `json:"kubernetesVersion"`
	Nodes             []webhook.Node        `json:"nodes"`
	Clusters          []string              `json:"clusters"`
	Platform          string                `json:"platform"`
	CompliancePolicy  string                `json:"compliancePolicy"`
	Env               map[string]string     `json:"env"`
	ProxyConfigs      []webhook.ProxyConfig `json:"proxyConfigs"`
	Review            json.RawMessage       `json:"review"`
	Body              *string               `json:"body"` // the raw body instead of a review: it may be YAML, or nothing sensible
	ContentType       string                `json:"contentType"`
	KubeInject        bool                  `json:"kubeInject"`
	Input             string                `json:"input"` // the documents for kubeInject
	Apply             *struct {
		Document json.RawMessage `json:"document"`
		Patch    json.RawMessage `json:"patch"`
	} `json:"apply"` // answered with the patched document as `pod`
}

type answer struct {
	ID json.RawMessage `json:"id,omitempty"`
	webhook.Result
	Output   *string  `json:"output,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

func (r *request) params(i webhook.Injector) webhook.Params {
	p := webhook.Params{Injector: i, Revision: r.Revision, Nodes: r.Nodes, Namespaces: r.Namespaces, Clusters: r.Clusters,
		ProxyConfigs: r.ProxyConfigs, NativeSidecars: r.NativeSidecars, Platform: r.Platform,
		CompliancePolicy: r.CompliancePolicy, Env: r.Env}
	if r.NamespaceObject != nil {
		p.Namespaces = append(p.Namespaces, r.NamespaceObject)
	}
	if len(p.Nodes) == 0 && r.KubernetesVersion != "" {
		p.Nodes = []webhook.Node{{Name: "node-1", KubeletVersion: r.KubernetesVersion}}
	}
	if len(p.Clusters) == 0 {
		p.Clusters = r.clusters(i.Values)
	}
	return p
}

// clusters are those that the request could mean, so that each has the same nodes and namespaces.
func (r *request) clusters(values string) []string {
	ids := []string{"Kubernetes"}
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	parts := strings.Split(strings.TrimPrefix(r.Path, "/inject/"), "/")
	for i := 0; i+1 < len(parts); i += 2 {
		if parts[i] == "cluster" {
			add(strings.ReplaceAll(parts[i+1], "--slash--", "/"))
		}
	}
	for _, pair := range strings.Split(r.Path, ":ENV:") {
		if id, ok := strings.CutPrefix(pair, "cluster="); ok {
			add(id)
		}
	}
	var v struct {
		Global struct {
			MultiCluster struct {
				ClusterName string `json:"clusterName"`
			} `json:"multiCluster"`
		} `json:"global"`
	}
	if yaml.Unmarshal([]byte(values), &v) == nil {
		add(v.Global.MultiCluster.ClusterName)
	}
	return ids
}
