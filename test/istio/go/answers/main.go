// answers tells, line by line, what Istio makes of configuration: JSON requests on stdin, JSON answers on
// stdout, in order.
//
//	go run ./answers < requests.jsonl > answers.jsonl
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"text/template"
	"time"

	"github.com/Masterminds/sprig/v3"
	"google.golang.org/protobuf/proto"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	v1beta1 "istio.io/api/networking/v1beta1"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/schema/gvk"
	"istio.io/istio/pkg/kube/inject"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/util/protomarshal"
)

type proxyConfigResource struct {
	Name              string          `json:"name"`
	Namespace         string          `json:"namespace"`
	CreationTimestamp *metav1.Time    `json:"creationTimestamp"`
	Spec              json.RawMessage `json:"spec"`
}

// request: what is asked is in Op; the rest is what that needs.
type request struct {
	Op           string                `json:"op"`
	Text         string                `json:"text"` // mesh, values, config, the value of an annotation, a template
	Name         string                `json:"name"` // of an annotation
	Mesh         string                `json:"mesh"`
	Values       string                `json:"values"`
	ProxyConfigs []proxyConfigResource `json:"proxyConfigs"`
	Pod          *corev1.Pod           `json:"pod"`
	Repeat       int                   `json:"repeat"` // how often a template is timed
}

type answer struct {
	Text  string          `json:"text,omitempty"`
	JSON  json.RawMessage `json:"json,omitempty"`
	Error string          `json:"error,omitempty"`
}

var operations = map[string]func(request) (answer, error){
	"mesh":       askMesh,
	"annotation": askAnnotation,
	"effective":  askEffective,
	"values":     askValues,
	"config":     askConfig,
	"template":   askTemplate,
	"time":       askTime,
	"known":      askKnown,
}

func protoAnswer(m proto.Message) (answer, error) {
	js, err := protomarshal.ToJSON(m)
	return answer{Text: js}, err
}

func askMesh(r request) (answer, error) {
	mc, err := mesh.ApplyMeshConfigDefaults(r.Text)
	if err != nil {
		return answer{}, err
	}
	return protoAnswer(mc)
}

// askKnown lists the annotations that are validated and the functions that Istio adds to sprig's.
func askKnown(request) (answer, error) {
	var names, functions []string
	for name := range inject.AnnotationValidation {
		names = append(names, name)
	}
	for name := range inject.InjectionFuncmap {
		functions = append(functions, name)
	}
	sort.Strings(names)
	sort.Strings(functions)
	js, err := json.Marshal(map[string]any{"annotations": names, "functions": functions})
	return answer{JSON: js}, err
}

func askAnnotation(r request) (answer, error) {
	validate, ok := inject.AnnotationValidation[r.Name]
	if !ok {
		return answer{}, nil
	}
	return answer{}, validate(r.Text)
}

func askValues(r request) (answer, error) {
	vc, err := inject.NewValuesConfig(r.Text)
	if err != nil {
		return answer{}, err
	}
	js, err := json.Marshal(vc.Map())
	if err != nil {
		return answer{}, err
	}
	a, err := protoAnswer(vc.Struct())
	a.JSON = js
	return a, err
}

func askConfig(r request) (answer, error) {
	c, err := inject.UnmarshalConfig([]byte(r.Text))
	if err != nil {
		return answer{}, err
	}
	js, err := json.Marshal(map[string]any{
		"policy":               c.Policy,
		"defaultTemplates":     c.DefaultTemplates,
		"templates":            sortedNames(c.Templates),
		"aliases":              orEmpty(c.Aliases),
		"neverInjectSelector":  append([]metav1.LabelSelector{}, c.NeverInjectSelector...),
		"alwaysInjectSelector": append([]metav1.LabelSelector{}, c.AlwaysInjectSelector...),
		"injectedAnnotations":  orEmpty(c.InjectedAnnotations),
	})
	return answer{JSON: js}, err
}

func sortedNames(templates inject.Templates) []string {
	names := []string{}
	for name := range templates {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func orEmpty[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

func effective(r request) (*inject.SidecarTemplateData, error) {
	mc, err := mesh.ApplyMeshConfigDefaults(r.Mesh)
	if err != nil {
		return nil, err
	}
	store := model.NewFakeStore()
	for _, pc := range r.ProxyConfigs {
		spec := &v1beta1.ProxyConfig{}
		if err := protomarshal.ApplyJSON(string(pc.Spec), spec); err != nil {
			return nil, fmt.Errorf("ProxyConfig %s/%s: %v", pc.Namespace, pc.Name, err)
		}
		c := config.Config{Meta: config.Meta{GroupVersionKind: gvk.ProxyConfig, Name: pc.Name, Namespace: pc.Namespace}, Spec: spec}
		if pc.CreationTimestamp != nil {
			c.CreationTimestamp = pc.CreationTimestamp.Time
		}
		if _, err := store.Create(c); err != nil {
			return nil, err
		}
	}
	pod := r.Pod
	if pod == nil {
		pod = &corev1.Pod{}
	}
	pc := model.GetProxyConfigs(store, mc).EffectiveProxyConfig(&model.NodeMetadata{
		Namespace: pod.Namespace, Labels: pod.Labels, Annotations: pod.Annotations,
	}, mc)
	vc, err := inject.NewValuesConfig(r.Values)
	if err != nil {
		return nil, err
	}
	return &inject.SidecarTemplateData{
		TypeMeta:                 metav1.TypeMeta{Kind: "Deployment", APIVersion: "apps/v1"},
		DeploymentMeta:           types.NamespacedName{Name: "hello", Namespace: pod.Namespace},
		ObjectMeta:               pod.ObjectMeta,
		Spec:                     pod.Spec,
		ProxyConfig:              pc,
		MeshConfig:               mc,
		Values:                   vc.Map(),
		Revision:                 "default",
		ProxyImage:               inject.ProxyImage(vc.Struct(), pc.Image, pod.Annotations),
		ProxyInitImage:           inject.ProxyInitImage(vc.Struct(), pod.Annotations),
		ProxyUID:                 1337,
		ProxyGID:                 1337,
		InboundTrafficPolicyMode: inject.InboundTrafficPolicyMode(mc),
	}, nil
}

func askEffective(r request) (answer, error) {
	data, err := effective(r)
	if err != nil {
		return answer{}, err
	}
	return protoAnswer(data.ProxyConfig)
}

// askTemplate executes a template as the injector does.
func askTemplate(r request) (answer, error) {
	data, err := effective(r)
	if err != nil {
		return answer{}, err
	}
	t, err := template.New("inject").Funcs(sprig.TxtFuncMap()).Funcs(inject.InjectionFuncmap).Parse(r.Text)
	if err != nil {
		return answer{}, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return answer{}, err
	}
	return answer{Text: out.String()}, nil
}

// askTime parses a template again and again, then executes it as often, and answers the nanoseconds of each.
func askTime(r request) (answer, error) {
	data, err := effective(r)
	if err != nil {
		return answer{}, err
	}
	var t *template.Template
	times := struct{ Parse, Execute []int64 }{}
	for range r.Repeat {
		start := time.Now()
		t, err = template.New("inject").Funcs(sprig.TxtFuncMap()).Funcs(inject.InjectionFuncmap).Parse(r.Text)
		if err != nil {
			return answer{}, err
		}
		times.Parse = append(times.Parse, time.Since(start).Nanoseconds())
	}
	for range r.Repeat {
		start := time.Now()
		var out bytes.Buffer
		if err := t.Execute(&out, data); err != nil {
			return answer{}, err
		}
		times.Execute = append(times.Execute, time.Since(start).Nanoseconds())
	}
	js, err := json.Marshal(times)
	return answer{JSON: js}, err
}

func handle(line []byte) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{Error: fmt.Sprint("panic: ", p)}
		}
	}()
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{Error: "request: " + err.Error()}
	}
	operation, ok := operations[r.Op]
	if !ok {
		return answer{Error: "no operation " + r.Op}
	}
	a, err := operation(r)
	if err != nil {
		a = answer{Error: err.Error()}
	}
	return a
}

func main() {
	quiet()
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if e := encoder.Encode(handle(line)); e != nil {
				panic(e)
			}
			if in.Buffered() == 0 {
				out.Flush()
			}
		}
		if err != nil {
			return
		}
	}
}

// quiet turns off the logging of Istio.
func quiet() {
	options := log.DefaultOptions()
	options.OutputPaths = []string{"stderr"}
	_ = log.Configure(options)
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
}
