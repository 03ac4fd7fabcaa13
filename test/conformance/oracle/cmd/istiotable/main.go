// istiotable prints, as JSON, the cases of Istio's own injection tests and the pods of their inputs, exactly as
// those tests make them. Its table is cut out of the Istio module at build time by cmd/tablegen (table_gen.go).
//
//	istiotable -module "$(go list -m -f '{{.Dir}}' istio.io/istio)"
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"

	meshapi "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/pkg/test"

	"remora/conformance/internal/webhook"
)

// table is one of Istio's tests; the columns of its rows are named as there.
type table struct {
	name    string
	objects []runtime.Object
	cases   []row
}

type row struct {
	in, want, inFilePath, expectedError string
	setFlags                            []string
	mesh                                func(*meshapi.MeshConfig)
	skipWebhook, skipInjection          bool
	setup                               func(test.Failer)
}

// output is what is printed.
type output struct {
	Injectors []webhook.Injector `json:"injectors"`
	Cases     []testCase         `json:"cases"`
	Inputs    []input            `json:"inputs"`
}

type testCase struct {
	Table            string              `json:"table"`
	In               string              `json:"in"`
	Want             string              `json:"want"`
	SetFlags         []string            `json:"setFlags"`
	InFile           string              `json:"inFile,omitempty"`
	Injector         int                 `json:"injector"` // the place in the list of injectors
	SkipWebhook      bool                `json:"skipWebhook"`
	SkipInjection    bool                `json:"skipInjection"`
	ExpectedError    string              `json:"expectedError,omitempty"`
	Nodes            []webhook.Node      `json:"nodes"`
	Namespaces       []*corev1.Namespace `json:"namespaces"`
	NativeSidecars   *bool               `json:"nativeSidecars"`
	Platform         string              `json:"platform,omitempty"`
	CompliancePolicy string              `json:"compliancePolicy,omitempty"`
	ownMesh          bool
}

func main() {
	module := flag.String("module", "", "folder of the module istio.io/istio")
	flag.Parse()
	webhook.Quiet()
	data := filepath.Join(*module, "pkg/kube/inject/testdata/inject")
	var out output
	for _, t := range tables {
		exitOn(out.add(t(), *module, data))
	}
	out.Cases = append(out.Cases, untabled(data, out.Cases)...)
	files, err := filepath.Glob(filepath.Join(data, "*.yaml"))
	exitOn(err)
	for _, f := range files {
		if i, ok := readInput(f); ok {
			out.Inputs = append(out.Inputs, i)
		}
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	exitOn(enc.Encode(out))
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "istiotable:", err)
		os.Exit(1)
	}
}
