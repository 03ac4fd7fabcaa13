package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"istio.io/istio/pkg/config/mesh"
	commonfeatures "istio.io/istio/pkg/features"
	"istio.io/istio/pkg/test"
	"istio.io/istio/pkg/util/protomarshal"

	"remora/conformance/internal/charts"
	"remora/conformance/internal/webhook"
)

func (o *output) add(t table, module, data string) error {
	nodes, namespaces := t.cluster()
	for _, r := range t.cases {
		injector, err := r.injector(module, data)
		if err != nil {
			return fmt.Errorf("%s, %s: %v", t.name, r.want, err)
		}
		c := testCase{Table: t.name, In: r.in, Want: r.want, SetFlags: r.setFlags, InFile: r.inFilePath,
			Injector: o.place(injector), SkipWebhook: r.skipWebhook, SkipInjection: r.skipInjection,
			ExpectedError: r.expectedError, ownMesh: r.mesh != nil, Nodes: nodes, Namespaces: namespaces}
		c.runSetup(r.setup)
		o.Cases = append(o.Cases, c)
	}
	return nil
}

func (o *output) place(i webhook.Injector) int {
	at := slices.Index(o.Injectors, i)
	if at < 0 {
		at = len(o.Injectors)
		o.Injectors = append(o.Injectors, i)
	}
	return at
}

func (t table) cluster() (nodes []webhook.Node, namespaces []*corev1.Namespace) {
	for _, o := range t.objects {
		switch o := o.(type) {
		case *corev1.Node:
			nodes = append(nodes, webhook.Node{Name: o.Name, KubeletVersion: o.Status.NodeInfo.KubeletVersion})
		case *corev1.Namespace:
			namespaces = append(namespaces, o)
		}
	}
	return nodes, namespaces
}

func (r row) injector(module, data string) (webhook.Injector, error) {
	var files []string
	if r.inFilePath != "" {
		files = []string{filepath.Join(data, r.inFilePath)}
	}
	texts, err := charts.Render(module, files, r.setFlags)
	if err != nil || r.mesh == nil {
		return texts, err
	}
	mc, err := mesh.ApplyMeshConfig(texts.Mesh, mesh.DefaultMeshConfig())
	if err != nil {
		return texts, err
	}
	r.mesh(mc)
	texts.Mesh, err = protomarshal.ToYAML(mc)
	return texts, err
}

// runSetup lets a case change the switches of the process, as it does in Istio's test, and reads what it set.
func (c *testCase) runSetup(setup func(test.Failer)) {
	if setup == nil {
		return
	}
	t := &failer{}
	setup(t)
	defer t.cleanUp()
	c.NativeSidecars = webhook.NativeSidecars()
	c.CompliancePolicy = commonfeatures.CompliancePolicy
	c.Platform = os.Getenv("PLATFORM")
}

// untabled are the inputs that Istio's test runs without a row of their own: those whose golden no row names.
func untabled(data string, tabled []testCase) (out []testCase) {
	files, _ := filepath.Glob(filepath.Join(data, "*.yaml"))
	for _, f := range files {
		name := filepath.Base(f)
		if strings.HasSuffix(name, ".iop.yaml") || slices.ContainsFunc(tabled, func(c testCase) bool {
			return c.Want == name+".injected" || c.Want == "" && c.In == name
		}) {
			continue
		}
		plain := tabled[slices.IndexFunc(tabled, func(c testCase) bool { return c.Table == tabled[0].Table && c.plain() })]
		plain.In, plain.Want, plain.SkipWebhook, plain.SkipInjection = name, name+".injected", false, false
		out = append(out, plain)
	}
	return out
}

// plain tells whether a case runs under the default settings.
func (c testCase) plain() bool {
	return len(c.SetFlags) == 0 && c.InFile == "" && c.NativeSidecars == nil && c.Platform == "" &&
		c.CompliancePolicy == "" && c.ExpectedError == "" && !c.ownMesh
}

// failer is a test.Failer outside of a test.
type failer struct{ cleanups []func() }

func (f *failer) Fail()                     { panic("failed") }
func (f *failer) FailNow()                  { panic("failed") }
func (f *failer) Fatal(args ...any)         { panic(fmt.Sprint(args...)) }
func (f *failer) Fatalf(s string, a ...any) { panic(fmt.Sprintf(s, a...)) }
func (f *failer) Log(...any)                {}
func (f *failer) Logf(string, ...any)       {}
func (f *failer) TempDir() string           { return os.TempDir() }
func (f *failer) Helper()                   {}
func (f *failer) Skip(...any)               {}
func (f *failer) Cleanup(cleanup func())    { f.cleanups = append(f.cleanups, cleanup) }
func (f *failer) cleanUp() {
	for i := len(f.cleanups) - 1; i >= 0; i-- {
		f.cleanups[i]()
	}
}
