package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed testdata/recorder_test.go
var recorder string

const sprigModule = "github.com/Masterminds/sprig/v3"

// runSprigTests runs sprig's own tests as they are installed and prints a line for every template that they
// run: {"test", "template", "data", "leftOut", "output"|"error"}. They run in a folder that lasts as long, in
// which the two functions that run templates are replaced.
func runSprigTests(out io.Writer) error {
	folder, err := os.MkdirTemp("", "sprig-tests-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := prepareSprig(filepath.Join(folder, "sprig")); err != nil {
		return err
	}
	modfile, err := prepareModule(folder)
	if err != nil {
		return err
	}
	runs := filepath.Join(folder, "runs.jsonl")
	test := exec.Command("go", "test", "-mod=mod", "-modfile="+modfile, "-count=1", "-v", sprigModule)
	test.Env = append(os.Environ(), "RECORDED_RUNS="+runs, "TZ=UTC")
	// Tests may fail, of network access for one; what they ran counts nevertheless.
	report, problem := test.CombinedOutput()
	recorded, err := os.ReadFile(runs)
	if err != nil {
		return fmt.Errorf("%w (%v)\n%s", err, problem, report)
	}
	if _, err := out.Write(recorded); err != nil {
		return err
	}
	return writeTestsWithoutTemplates(out, report, recorded)
}

// writeTestsWithoutTemplates prints {"test", "leftOut"} for every test that called Go functions alone.
func writeTestsWithoutTemplates(out io.Writer, report, recorded []byte) error {
	for _, line := range strings.Split(string(report), "\n") {
		name, found := strings.CutPrefix(line, "=== RUN   ")
		if !found || strings.Contains(name, "/") || bytes.Contains(recorded, []byte(`"test":"`+name+`"`)) {
			continue
		}
		left := map[string]string{"test": name, "leftOut": "runs no template: it calls Go functions or is skipped"}
		if err := writeLine(out, left); err != nil {
			return err
		}
	}
	return nil
}

func prepareSprig(folder string) error {
	output, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", sprigModule).Output()
	if err != nil {
		return err
	}
	if err := os.CopyFS(folder, os.DirFS(strings.TrimSpace(string(output)))); err != nil {
		return err
	}
	tests := filepath.Join(folder, "functions_test.go")
	renamed, err := renameFunctions(tests, "runtv", "runRaw")
	if err != nil {
		return err
	}
	// What is installed is read-only, and so is its copy.
	if err := os.Remove(tests); err != nil {
		return err
	}
	if err := os.WriteFile(tests, renamed, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "recorder_test.go"), []byte(recorder), 0o644)
}

// renameFunctions gives declarations another name, and leaves the calls as they are.
func renameFunctions(path string, names ...string) ([]byte, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, source, 0)
	if err != nil {
		return nil, err
	}
	var renamed bytes.Buffer
	last := 0
	for _, declaration := range file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok || !slices.Contains(names, function.Name.Name) {
			continue
		}
		end := files.Position(function.Name.End()).Offset
		renamed.Write(source[last:end])
		renamed.WriteString("Itself")
		last = end
	}
	renamed.Write(source[last:])
	return renamed.Bytes(), nil
}

// prepareModule copies go.mod and go.sum, which the needs of sprig's tests change.
func prepareModule(folder string) (string, error) {
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return "", err
		}
	}
	modfile := filepath.Join(folder, "go.mod")
	replace := "-replace=" + sprigModule + "=" + filepath.Join(folder, "sprig")
	return modfile, exec.Command("go", "mod", "edit", replace, modfile).Run()
}
