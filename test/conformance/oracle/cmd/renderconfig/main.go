// renderconfig prints what a cluster holds after an Istio installation with the given settings:
// {"config","values","mesh"}, as the oracle takes it.
//
//	renderconfig -module "$(go list -m -f '{{.Dir}}' istio.io/istio)" -set values.global.network=n1 -set …
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	"remora/conformance/internal/charts"
)

type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func main() {
	var sets, files list
	module := flag.String("module", "", "folder of the module istio.io/istio")
	flag.Var(&sets, "set", "an installation setting, path=value (repeatable)")
	flag.Var(&files, "file", "an IstioOperator file (repeatable)")
	flag.Parse()
	texts, err := charts.Render(*module, files, sets)
	if err == nil {
		enc := json.NewEncoder(os.Stdout)
		enc.SetEscapeHTML(false)
		err = enc.Encode(texts)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "renderconfig:", err)
		os.Exit(1)
	}
}
