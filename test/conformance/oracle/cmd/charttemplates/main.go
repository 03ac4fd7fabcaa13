// charttemplates renders charts of the Istio module as Helm does, every template by itself.
//
// Standard input has a line of JSON for each rendering, {"chart": "gateway", "values": {…}, "upgrade": false};
// a line of the answer has what Helm was given and what it made of it: {"templates", "files", "context"} and
// {"output": {template: text}} or {"error"}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	commonutil "helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
)

type rendering struct {
	Chart   string         `json:"chart"`
	Values  map[string]any `json:"values"`
	Upgrade bool           `json:"upgrade"`
}

type answer struct {
	Templates map[string]string `json:"templates"`
	Files     map[string]string `json:"files"`
	Context   map[string]any    `json:"context"`
	Output    map[string]string `json:"output,omitempty"`
	Error     string            `json:"error,omitempty"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "charttemplates:", err)
		os.Exit(1)
	}
}

func run() error {
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "istio.io/istio").Output()
	if err != nil {
		return err
	}
	charts := filepath.Join(strings.TrimSpace(string(module)), "manifests", "charts")
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		var r rendering
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return err
		}
		result, err := render(charts, r)
		if err != nil {
			return fmt.Errorf("%s: %w", r.Chart, err)
		}
		if err := encoder.Encode(result); err != nil {
			return err
		}
	}
	return lines.Err()
}

func render(charts string, r rendering) (*answer, error) {
	loaded, err := loader.LoadDir(filepath.Join(charts, r.Chart))
	if err != nil {
		return nil, err
	}
	values, err := renderValues(loaded, r)
	if err != nil {
		return nil, err
	}
	result := &answer{Templates: texts(loaded.Templates), Files: texts(loaded.Files)}
	if result.Context, err = snapshot(values); err != nil {
		return nil, err
	}
	result.Output, err = engine.Render(loaded, values)
	if err != nil {
		result.Error = err.Error()
	}
	return result, nil
}

func renderValues(loaded *chart.Chart, r rendering) (common.Values, error) {
	version, err := common.ParseKubeVersion("v1.33.1")
	if err != nil {
		return nil, err
	}
	capabilities := common.DefaultCapabilities.Copy()
	capabilities.KubeVersion = *version
	options := common.ReleaseOptions{
		Name: "istio", Namespace: "istio-system", Revision: 1, IsUpgrade: r.Upgrade, IsInstall: !r.Upgrade,
	}
	return commonutil.ToRenderValues(loaded, r.Values, options, capabilities)
}

// snapshot is taken before templates run, since they change their values.
func snapshot(values common.Values) (map[string]any, error) {
	text, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	var copied map[string]any
	err = json.Unmarshal(text, &copied)
	return copied, err
}

func texts(files []*common.File) map[string]string {
	all := map[string]string{}
	for _, file := range files {
		all[file.Name] = string(file.Data)
	}
	return all
}
