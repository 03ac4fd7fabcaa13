// tablegen cuts Istio's own table of injection cases out of the tests of its package pkg/kube/inject, together
// with the helpers that turn their inputs into pods, and writes them as a file of package main that cmd/istiotable
// is built with. Nothing of Istio's tests is kept in this project: the file is made anew in the build folder.
//
//	tablegen -module "$(go list -m -f '{{.Dir}}' istio.io/istio)" -out cmd/istiotable/table_gen.go
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// helpers are the functions of Istio's tests that turn an input file into pods.
var helpers = []string{"splitYamlFile", "objectToPod", "convertToJSON"}

// columns of a test case, as Istio names its fields; those that a version lacks are left out.
var columns = []string{
	"in", "want", "setFlags", "inFilePath", "mesh", "skipWebhook", "skipInjection", "expectedError", "setup",
}

func main() {
	module := flag.String("module", "", "folder of the module istio.io/istio")
	out := flag.String("out", "", "file to write")
	flag.Parse()
	source, err := generate(filepath.Join(*module, "pkg/kube/inject"))
	if err == nil {
		err = os.WriteFile(*out, source, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tablegen:", err)
		os.Exit(1)
	}
}

func generate(folder string) ([]byte, error) {
	p, err := readPackage(folder)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	var names []string
	for _, name := range p.functionsWithTables() {
		p.writeTable(&body, name)
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no test in %s declares `cases := []testCase{…}`", folder)
	}
	for _, name := range p.closure(helpers) {
		p.print(&body, p.declarations[name])
	}
	fmt.Fprintf(&body, "var tables = []func() table{%s}\n", strings.Join(names, ", "))
	return format.Source(append(p.header(), body.Bytes()...))
}

type testPackage struct {
	files        *token.FileSet
	imports      map[string]string   // name in use -> path
	declarations map[string]ast.Node // of the test files
	functions    []*ast.FuncDecl
	exported     map[string]bool // of the package under test
	used         map[string]bool // names of imports that what was printed refers to
}

func readPackage(folder string) (*testPackage, error) {
	p := &testPackage{files: token.NewFileSet(), imports: map[string]string{}, declarations: map[string]ast.Node{},
		exported: map[string]bool{}, used: map[string]bool{}}
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	sort.Strings(paths)
	for _, path := range paths {
		f, err := parser.ParseFile(p.files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(path, "_test.go") {
			p.readTests(f)
		} else {
			p.readExports(f)
		}
	}
	return p, nil
}

func (p *testPackage) readTests(f *ast.File) {
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		name := filepath.Base(path)
		if i.Name != nil {
			name = i.Name.Name
		}
		p.imports[name] = path
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				p.functions = append(p.functions, d)
				p.declarations[d.Name.Name] = d
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if v, ok := s.(*ast.ValueSpec); ok {
					for _, n := range v.Names {
						p.declarations[n.Name] = &ast.GenDecl{Tok: d.Tok, Specs: []ast.Spec{v}}
					}
				}
			}
		}
	}
}

func (p *testPackage) readExports(f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			p.exported[d.Name.Name] = d.Recv == nil && d.Name.IsExported()
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					p.exported[s.Name.Name] = s.Name.IsExported()
				case *ast.ValueSpec:
					for _, n := range s.Names {
						p.exported[n.Name] = n.IsExported()
					}
				}
			}
		}
	}
}

// closure is the names and all that they refer to among the declarations of the tests.
func (p *testPackage) closure(names []string) (out []string) {
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		d, ok := p.declarations[name]
		if !ok || seen[name] {
			return
		}
		seen[name] = true
		out = append(out, name)
		ast.Inspect(d, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				visit(id.Name)
			}
			return true
		})
	}
	for _, n := range names {
		visit(n)
	}
	return out
}
