package parse

// Added to package text/template/parse by an overlay: writes the tables of its tests, with what Go makes of
// each case today.

import (
	"encoding/json"
	"os"
	"testing"
)

type tableCase struct {
	Table string  `json:"table"`
	Name  string  `json:"name"`
	Input string  `json:"input"`
	Tree  *string `json:"tree,omitempty"`
	Error *string `json:"error,omitempty"`
	Empty bool    `json:"empty"`
}

func TestWriteTables(t *testing.T) {
	textFormat = "%q"
	defer func() { textFormat = "%s" }()
	var cases []tableCase
	for _, test := range parseTests {
		cases = append(cases, parsed("parseTests", test.name, test.input))
	}
	for _, test := range errorTests {
		cases = append(cases, parsed("errorTests", test.name, test.input))
	}
	for _, test := range isEmptyTests {
		cases = append(cases, parsed("isEmptyTests", test.name, test.input))
	}
	for _, test := range numberTests {
		cases = append(cases, parsed("numberTests", test.text, "{{"+test.text+"}}"))
	}
	out, err := json.Marshal(cases)
	if err == nil {
		err = os.WriteFile(os.Getenv("REMORA_PARSE_TABLES"), out, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func parsed(table, name, input string) tableCase {
	c := tableCase{Table: table, Name: name, Input: input}
	tree, err := New("t").Parse(input, "", "", map[string]*Tree{}, builtins)
	if err != nil {
		message := err.Error()
		c.Error = &message
		return c
	}
	text := tree.Root.String()
	c.Tree, c.Empty = &text, IsEmptyTree(tree.Root)
	return c
}
