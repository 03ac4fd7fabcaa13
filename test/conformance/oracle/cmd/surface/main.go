// surface prints, as JSON, everything that can be set and that injection may look at: the fields of the Go types
// that a Pod consists of, the fields of the protobuf messages of the mesh configuration, of proxy configurations
// and of the installation's values, and the annotations and labels of Istio's registry. The case generator
// draws from it, so that what it covers grows with the Istio version under test.
package main

import (
	"encoding/json"
	"os"
	"sort"

	corev1 "k8s.io/api/core/v1"

	"istio.io/api/annotation"
	"istio.io/api/label"
	mesh "istio.io/api/mesh/v1alpha1"
	networking "istio.io/api/networking/v1beta1"
	"istio.io/istio/operator/pkg/apis"
	"istio.io/istio/pkg/kube/inject"
)

type named struct {
	Name      string   `json:"name"`
	Resources []string `json:"resources"`
	Validated bool     `json:"validated,omitempty"`
}

func main() {
	types := goTypes{}
	types.add(corev1.Pod{})
	messages := protoTypes{Messages: map[string][]protoField{}, Enums: map[string][]string{}}
	for _, m := range []protoMessage{&mesh.MeshConfig{}, &mesh.ProxyConfig{}, &networking.ProxyConfig{}, &apis.Values{}} {
		messages.add(m.ProtoReflect().Descriptor())
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"types": types, "messages": messages.Messages, "enums": messages.Enums,
		"annotations": annotations(), "labels": labels(),
	})
}

func annotations() (out []named) {
	for _, a := range annotation.AllResourceAnnotations() {
		n := named{Name: a.Name}
		for _, r := range a.Resources {
			n.Resources = append(n.Resources, r.String())
		}
		_, n.Validated = inject.AnnotationValidation[a.Name]
		out = append(out, n)
	}
	return sorted(out)
}

func labels() (out []named) {
	for _, l := range label.AllResourceLabels() {
		n := named{Name: l.Name}
		for _, r := range l.Resources {
			n.Resources = append(n.Resources, r.String())
		}
		out = append(out, n)
	}
	return sorted(out)
}

func sorted(n []named) []named {
	sort.Slice(n, func(i, j int) bool { return n[i].Name < n[j].Name })
	return n
}
