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

// rangesOverMaps are the subjects where Go takes what comes first in a map, and so may answer differently.
var rangesOverMaps = map[string]bool{"merge": true, "merge yaml": true, "selector": true, "yaml read": true, "yaml write": true}

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

// askRepeatedly asks more often where there is an error: of several, Go reports the one that it meets first.
func askRepeatedly(q question) answer {
	first := ask(q)
	if !rangesOverMaps[q.Subject] {
		return first
	}
	tries := 12
	if first.Result == nil {
		tries = 24
	}
	for range tries {
		if again := ask(q); !same(first, again) {
			first.Unstable = true
			break
		}
	}
	return first
}

func same(a, b answer) bool {
	if a.Result == nil || b.Result == nil {
		return a.Result == b.Result && a.Error == b.Error
	}
	return *a.Result == *b.Result
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
