//go:build !istio_1_24

package webhook

import (
	meshconfig "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/pilot/pkg/features"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config/mesh/meshwatcher"
)

func environment(mc *meshconfig.MeshConfig) *model.Environment {
	return &model.Environment{Watcher: meshwatcher.NewTestWatcher(mc)}
}

// watchNodes makes the next webhook watch nodes, which it does only where native sidecars are not disabled when
// it is made. It is always made so: DetectNativeSidecar looks at the switch of the moment first.
func watchNodes() { features.EnableNativeSidecars = features.NativeSidecarModeAuto }

func useNativeSidecars(enabled *bool) {
	switch {
	case enabled == nil:
		features.EnableNativeSidecars = features.NativeSidecarModeAuto
	case *enabled:
		features.EnableNativeSidecars = features.NativeSidecarModeEnabled
	default:
		features.EnableNativeSidecars = features.NativeSidecarModeDisabled
	}
}

// NativeSidecars is what ENABLE_NATIVE_SIDECARS says at the moment; nil: by the versions of the nodes.
func NativeSidecars() *bool {
	enabled := features.EnableNativeSidecars == features.NativeSidecarModeEnabled
	if !enabled && features.EnableNativeSidecars != features.NativeSidecarModeDisabled {
		return nil
	}
	return &enabled
}
