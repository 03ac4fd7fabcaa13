//go:build istio_1_24

package webhook

import (
	"os"

	meshconfig "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/pilot/pkg/features"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config/mesh"
)

func environment(mc *meshconfig.MeshConfig) *model.Environment {
	return &model.Environment{Watcher: mesh.NewTestWatcher(mc)}
}

// Native sidecars are a matter of the environment alone, read with each request, and off where it says nothing;
// nodes are not looked at.
func watchNodes()             {}
func useNativeSidecars(*bool) {}

// NativeSidecars is what ENABLE_NATIVE_SIDECARS says at the moment; nil: nothing.
func NativeSidecars() *bool {
	if _, said := os.LookupEnv(features.EnableNativeSidecars.Name); !said {
		return nil
	}
	enabled := features.EnableNativeSidecars.Get()
	return &enabled
}
