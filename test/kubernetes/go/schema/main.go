// schema writes lib/kubernetes/schema/schema.generated.ts: the Go types that a Pod and the workloads around
// it consist of, as reflection over k8s.io/api sees them.
//
//	go run ./schema > ../../../lib/kubernetes/schema/schema.generated.ts
package main

import (
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"sort"
	"strings"

	admissionv1 "k8s.io/api/admission/v1"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var roots = []any{
	corev1.Pod{}, corev1.PodTemplate{}, corev1.ReplicationController{}, corev1.List{}, corev1.Namespace{}, corev1.Node{},
	corev1.ConfigMap{}, corev1.Secret{},
	appsv1.Deployment{}, appsv1.DaemonSet{}, appsv1.StatefulSet{}, appsv1.ReplicaSet{},
	batchv1.Job{}, batchv1.CronJob{},
	metav1.LabelSelector{},
	admissionv1.AdmissionReview{},
}

type collector struct {
	structs map[string]reflect.Type
	named   map[string]string
}

func main() {
	c := collector{structs: map[string]reflect.Type{}, named: map[string]string{}}
	for _, root := range roots {
		c.visit(reflect.TypeOf(root))
	}
	c.write()
}

func (c *collector) visit(t reflect.Type) {
	if t.Name() != "" && t.PkgPath() != "" && t.Kind() != reflect.Struct {
		c.named[t.String()] = underlying(t)
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		c.visit(t.Elem())
	case reflect.Map:
		c.visit(t.Key())
		c.visit(t.Elem())
	case reflect.Struct:
		c.visitStruct(t)
	}
}

func (c *collector) visitStruct(t reflect.Type) {
	if known, ok := c.structs[t.String()]; ok {
		if known != t {
			fail("two types are called %s: %s and %s", t, known.PkgPath(), t.PkgPath())
		}
		return
	}
	c.structs[t.String()] = t
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
			c.visit(f.Type)
		}
	}
}

func underlying(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "[]" + t.Elem().String()
	case reflect.Map:
		return "map[" + t.Key().String() + "]" + t.Elem().String()
	default:
		return t.Kind().String()
	}
}

func (c *collector) write() {
	fmt.Printf("// Written by test/kubernetes/go/schema from k8s.io/api %s. Do not edit: npm run schema:kubernetes.\n\n", apiVersion())
	fmt.Println("/** Go's types that are neither structs nor unnamed: what is underneath them. */")
	fmt.Println("export const namedTypes: Readonly<Record<string, string>> = {")
	for _, name := range sortedKeys(c.named) {
		fmt.Printf("  %q: %q,\n", name, c.named[name])
	}
	fmt.Print("};\n\n")
	fmt.Println("/**")
	fmt.Println(" * Go's structs. A field is \"GoName jsonName goType options patchStrategy patchMergeKey\", trailing parts left")
	fmt.Println(" * out; \"-\" stands for an empty part, and a jsonName \"-\" for an embedded struct whose fields are inlined.")
	fmt.Println(" */")
	fmt.Println("export const structTypes: Readonly<Record<string, readonly string[]>> = {")
	for _, name := range sortedKeys(c.structs) {
		writeStruct(name, c.structs[name])
	}
	fmt.Println("};")
}

func writeStruct(name string, t reflect.Type) {
	var rows []string
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
			rows = append(rows, row(f))
		}
	}
	if len(rows) == 0 {
		fmt.Printf("  %q: [],\n", name)
		return
	}
	if line := fmt.Sprintf("  %q: [\"%s\"],", name, strings.Join(rows, `", "`)); len(line) <= 110 {
		fmt.Println(line)
		return
	}
	fmt.Printf("  %q: [\n", name)
	for _, r := range rows {
		fmt.Printf("    %q,\n", r)
	}
	fmt.Println("  ],")
}

func row(f reflect.StructField) string {
	jsonName, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	inlined := f.Anonymous && f.Type.Kind() == reflect.Struct && jsonName == ""
	if jsonName == "" && !inlined {
		jsonName = f.Name
	}
	options = strings.Trim(strings.ReplaceAll(","+options+",", ",inline,", ","), ",")
	if strings.Contains(options, "string") {
		fail("%s uses the json option string", f.Name)
	}
	parts := []string{f.Name, jsonName, f.Type.String(), options, f.Tag.Get("patchStrategy"), f.Tag.Get("patchMergeKey")}
	for len(parts) > 3 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	for i, part := range parts {
		if part == "" {
			parts[i] = "-"
		}
	}
	return strings.Join(parts, " ")
}

func apiVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == "k8s.io/api" {
				return dep.Version
			}
		}
	}
	fail("k8s.io/api is not among the dependencies")
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "schema: "+format+"\n", args...)
	os.Exit(1)
}
