// answer says what Kubernetes' own libraries make of a case: one case a line in, one answer a line out.
//
//	go run ./answer < cases.jsonl > answers.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// question is one case; which fields count depends on the subject.
type question struct {
	Subject  string            `json:"subject"`
	Type     string            `json:"type"`
	Text     string            `json:"text"`
	Original string            `json:"original"`
	Patch    string            `json:"patch"`
	Selector json.RawMessage   `json:"selector"`
	Labels   map[string]string `json:"labels"`
}

// answer is what came of it. Unstable means that Go itself answers now this, now that.
type answer struct {
	Result   *string `json:"result,omitempty"`
	Error    string  `json:"error,omitempty"`
	Unstable bool    `json:"unstable,omitempty"`
}

var subjects = map[string]func(question) (string, error){
	"yaml read":        readYAML,
	"yaml read strict": readYAMLStrict,
	"yaml read typed":  readTypedYAML,
	"yaml write":       writeYAML,
	"decode":           decode,
	"quantity":         canonicalQuantity,
	"selector":         matchSelector,
	"merge":            mergeJSON,
	"merge yaml":       mergeYAML,
}

// tries is how often a case is answered where Go ranges over maps, to see whether the answer is always the same.
var tries = map[string]int{"merge": 4, "merge yaml": 4, "selector": 4, "yaml read": 2}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, "answer:", err)
			os.Exit(1)
		}
		encoder.Encode(askRepeatedly(q))
	}
}

func askRepeatedly(q question) answer {
	first := ask(q)
	for range tries[q.Subject] {
		again := ask(q)
		if first.Error != again.Error || (first.Result == nil) != (again.Result == nil) ||
			(first.Result != nil && *first.Result != *again.Result) {
			first.Unstable = true
			return first
		}
	}
	return first
}

func ask(q question) (a answer) {
	defer func() {
		if problem := recover(); problem != nil {
			a = answer{Error: fmt.Sprint(problem)}
		}
	}()
	subject, ok := subjects[q.Subject]
	if !ok {
		return answer{Error: "no subject " + q.Subject}
	}
	result, err := subject(q)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Result: &result}
}
