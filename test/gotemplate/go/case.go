package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
)

// Case is a template named "t" and the JSON data it is run over.
type Case struct {
	ID       json.RawMessage `json:"id"`
	Template string          `json:"template"`
	Data     json.RawMessage `json:"data"`
	Options  texts           `json:"options"`
	Delims   texts           `json:"delims"`
	// Plain leaves out all functions but the built-in ones, of which sprig hides "slice".
	Plain bool `json:"plain"`
}

type Answer struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Output *string         `json:"output,omitempty"`
	Error  *string         `json:"error,omitempty"`
}

func (c Case) answer() Answer {
	output, err := c.render()
	if err != nil {
		message := err.Error()
		return Answer{ID: c.ID, Error: &message}
	}
	return Answer{ID: c.ID, Output: &output}
}

func (c Case) render() (output string, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("panic: %v", problem)
		}
	}()
	var data any
	if len(c.Data) > 0 {
		if err := json.Unmarshal(c.Data, &data); err != nil {
			return "", err
		}
	}
	t := template.New("t")
	if !c.Plain {
		t.Funcs(functions)
	}
	if len(c.Delims) == 2 {
		t.Delims(c.Delims[0], c.Delims[1])
	}
	t.Option(c.Options...)
	if _, err := t.Parse(c.Template); err != nil {
		return "", err
	}
	var out strings.Builder
	if err := t.Execute(&out, data); err != nil {
		return "", err
	}
	return out.String(), nil
}

// functions are sprig's, with the two that chart templates cannot do without.
var functions = func() template.FuncMap {
	all := sprig.TxtFuncMap()
	all["toYaml"] = func(value any) string {
		text, err := yaml.Marshal(value)
		if err != nil {
			return ""
		}
		return strings.TrimSuffix(string(text), "\n")
	}
	all["fromYaml"] = func(text string) map[string]any {
		value := map[string]any{}
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			value["Error"] = err.Error()
		}
		return value
	}
	return all
}()

// texts is a list of strings; a single string stands for a list of one.
type texts []string

func (t *texts) UnmarshalJSON(source []byte) error {
	var one string
	if json.Unmarshal(source, &one) == nil {
		*t = texts{one}
		return nil
	}
	var list []string
	if err := json.Unmarshal(source, &list); err != nil {
		return err
	}
	*t = list
	return nil
}
