// Package charts renders what a cluster holds after an installation of Istio, from the charts that the Istio module carries.
package charts

import (
	"fmt"
	"path/filepath"
	"strings"

	"istio.io/istio/operator/pkg/render"

	"remora/conformance/internal/webhook"
)

// Render gives the texts of the ConfigMaps istio-sidecar-injector and istio. `module` is the folder of the
// module istio.io/istio, `files` are IstioOperator files, `sets` are installation settings, path=value.
func Render(module string, files, sets []string) (out webhook.Injector, err error) {
	flags := append([]string{
		"installPackagePath=" + filepath.Join(module, "manifests"),
		"profile=empty", "components.pilot.enabled=true",
	}, sets...)
	sections, _, err := render.GenerateManifest(files, flags, false, nil, nil)
	if err != nil {
		return out, err
	}
	for _, section := range sections {
		for _, m := range section.Manifests {
			if m.GetKind() != "ConfigMap" {
				continue
			}
			data, _ := m.Object["data"].(map[string]any)
			text := func(key string) string { s, _ := data[key].(string); return s }
			switch {
			case strings.HasPrefix(m.GetName(), "istio-sidecar-injector"):
				out.Config, out.Values = text("config"), text("values")
			case m.GetName() == "istio" || strings.HasPrefix(m.GetName(), "istio-") && text("mesh") != "":
				out.Mesh = text("mesh")
			}
		}
	}
	if out.Config == "" {
		return out, fmt.Errorf("the manifests hold no istio-sidecar-injector ConfigMap")
	}
	return out, nil
}
