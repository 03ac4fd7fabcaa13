package template

// Added to package text/template by an overlay: writes the tables of its tests, with the data as JSON that
// names every type, and with what Go makes of each case today.

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

type tableCase struct {
	Table  string  `json:"table"`
	Name   string  `json:"name"`
	Input  string  `json:"input"`
	Data   any     `json:"data"`
	Output *string `json:"output,omitempty"`
	Error  *string `json:"error,omitempty"`
}

func TestWriteTables(t *testing.T) {
	d := dumper{types: map[string]any{}}
	var cases []tableCase
	for _, test := range execTests {
		cases = append(cases, d.run("execTests", test.name, test.input, test.data))
	}
	for _, test := range cmpTests {
		text := fmt.Sprintf("{{if %s}}true{{else}}false{{end}}", test.expr)
		cases = append(cases, d.run("cmpTests", test.expr, text, comparisonData()))
	}
	out, err := json.Marshal(map[string]any{"types": d.types, "cases": cases, "printable": printable()})
	if err == nil {
		err = os.WriteFile(os.Getenv("REMORA_EXEC_TABLES"), out, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// printable lists the first and last code points of every run of characters that Go prints as they are.
func printable() [][2]rune {
	var runs [][2]rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !strconv.IsPrint(r) {
			continue
		}
		if n := len(runs); n > 0 && runs[n-1][1] == r-1 {
			runs[n-1][1] = r
		} else {
			runs = append(runs, [2]rune{r, r})
		}
	}
	return runs
}

// comparisonData has the fields that the expressions of cmpTests name.
func comparisonData() any {
	return &struct {
		Uthree, Ufour    uint
		NegOne, Three    int
		Ptr, NilPtr      *int
		NonNilMap        map[int]int
		Map              map[int]int
		V1, V2           V
		Iface1, NilIface fmt.Stringer
	}{Uthree: 3, Ufour: 4, NegOne: -1, Three: 3, Ptr: new(int), NonNilMap: map[int]int{}, Iface1: &strings.Builder{}}
}

var tableFuncs = FuncMap{
	"add": add, "count": count, "dddArg": dddArg, "die": func() bool { panic("die") }, "echo": echo,
	"makemap": makemap, "mapOfThree": mapOfThree, "oneArg": oneArg, "returnInt": returnInt, "stringer": stringer,
	"twoArgs": twoArgs, "typeOf": typeOf, "valueString": valueString, "vfunc": vfunc, "zeroArgs": zeroArgs,
}

func (d *dumper) run(table, name, input string, data any) tableCase {
	c := tableCase{Table: table, Name: name, Input: input, Data: d.any(reflect.ValueOf(data))}
	var out strings.Builder
	tmpl, err := New("t").Funcs(tableFuncs).Parse(input)
	if err == nil {
		err = tmpl.Execute(&out, data)
	}
	if err != nil {
		message := err.Error()
		c.Error = &message
	} else {
		text := out.String()
		c.Output = &text
	}
	return c
}

// dumper writes values; what JSON has no place for is {"unsupported": kind}.
type dumper struct{ types map[string]any }

type object map[string]any

func (d *dumper) any(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return object{"type": d.typeRef(v.Type()), "value": d.value(v)}
}

func (d *dumper) value(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return v.Float()
	case reflect.Interface:
		return d.any(v.Elem())
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return object{"target": d.value(v.Elem())}
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.IsNil() {
			return nil
		}
		items := []any{}
		for i := range v.Len() {
			items = append(items, d.value(v.Index(i)))
		}
		return items
	case reflect.Map:
		if v.IsNil() {
			return nil
		}
		entries := [][2]any{}
		for iter := v.MapRange(); iter.Next(); {
			entries = append(entries, [2]any{d.value(iter.Key()), d.value(iter.Value())})
		}
		return entries
	case reflect.Struct:
		if v.Type().PkgPath() != "text/template" && v.Type().Name() != "" || v.Type() == reflect.TypeFor[Template]() {
			return object{}
		}
		fields := object{}
		for i := range v.NumField() {
			fields[v.Type().Field(i).Name] = d.value(v.Field(i))
		}
		return fields
	case reflect.Func:
		if v.Type().CanSeq() || v.Type().CanSeq2() {
			return d.sequence(v)
		}
		return object{"function": v.Type().String()}
	}
	return object{"unsupported": v.Kind().String()}
}

func (d *dumper) typeRef(t reflect.Type) string {
	name := t.String()
	if _, known := d.types[name]; known {
		return name
	}
	entry := object{"kind": t.Kind().String()}
	d.types[name] = entry
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Pointer:
		entry["elem"] = d.typeRef(t.Elem())
	case reflect.Map:
		entry["key"], entry["elem"] = d.typeRef(t.Key()), d.typeRef(t.Elem())
	case reflect.Struct:
		fields := []any{}
		for i := range t.NumField() {
			f := t.Field(i)
			fields = append(fields, object{"name": f.Name, "type": d.typeRef(f.Type)})
		}
		entry["fields"] = fields
	}
	return name
}

// sequence writes what an iterator yields: a list of elements, or of keys and elements.
func (d *dumper) sequence(v reflect.Value) object {
	yields := [][]any{}
	if v.Type().CanSeq() {
		for element := range v.Seq() {
			yields = append(yields, []any{d.any(element)})
		}
		return object{"yields": yields, "signature": "func(yield func(int) bool)"}
	}
	for key, element := range v.Seq2() {
		yields = append(yields, []any{d.any(key), d.any(element)})
	}
	return object{"yields": yields, "signature": "func(yield func(int, int) bool)"}
}
