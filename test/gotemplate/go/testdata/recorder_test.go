package sprig

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"time"
)

// recordedRun is one template that a test of sprig ran: over what, and what came of it.
type recordedRun struct {
	// When it ran, in milliseconds since 1970.
	At       int64       `json:"at"`
	Test     string      `json:"test"`
	Template string      `json:"template"`
	Data     interface{} `json:"data,omitempty"`
	LeftOut  string      `json:"leftOut,omitempty"`
	Output   *string     `json:"output,omitempty"`
	Error    *string     `json:"error,omitempty"`
}

// runtv and runRaw stand in for those of sprig's functions_test.go, which go by another name here.
func runtv(tpl, expect string, vars interface{}) error {
	run := startRun(tpl, vars)
	err := runtvItself(tpl, expect, vars)
	if err != nil && strings.HasPrefix(err.Error(), "Expected '") {
		run.LeftOut = "fails in Go, too"
	}
	run.finish(expect, err)
	return err
}

func runRaw(tpl string, vars interface{}) (string, error) {
	run := startRun(tpl, vars)
	output, err := runRawItself(tpl, vars)
	run.finish(output, err)
	return output, err
}

func startRun(tpl string, vars interface{}) *recordedRun {
	run := &recordedRun{At: time.Now().UnixMilli(), Test: testName(), Template: tpl}
	run.Data, run.LeftOut = describe(reflect.ValueOf(vars))
	return run
}

func (run *recordedRun) finish(output string, err error) {
	if err != nil {
		message := err.Error()
		run.Error = &message
	} else {
		run.Output = &output
	}
	line, problem := json.Marshal(run)
	if problem != nil {
		panic(problem)
	}
	file, problem := os.OpenFile(os.Getenv("RECORDED_RUNS"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if problem != nil {
		panic(problem)
	}
	defer file.Close()
	fmt.Fprintln(file, string(line))
}

func testName() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for {
		frame, more := frames.Next()
		name := frame.Function[strings.LastIndex(frame.Function, ".")+1:]
		if strings.HasPrefix(name, "Test") || !more {
			return name
		}
	}
}

// describe writes a value as {"type", "value"}, so that no type is lost; a type that is neither basic nor a
// map or slice of such is named as the reason to leave the run out.
func describe(value reflect.Value) (interface{}, string) {
	if !value.IsValid() {
		return nil, ""
	}
	if value.Kind() == reflect.Interface {
		return describe(value.Elem())
	}
	typed := map[string]interface{}{"type": value.Type().String()}
	switch value.Type().String() {
	case "bool", "string", "float64":
		typed["value"] = value.Interface()
	case "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64":
		typed["value"] = fmt.Sprint(value.Interface())
	case "[]interface {}", "[]string", "[]int":
		items := []interface{}{}
		for i := 0; i < value.Len(); i++ {
			item, reason := describe(value.Index(i))
			if reason != "" {
				return nil, reason
			}
			items = append(items, item)
		}
		typed["value"] = items
	case "map[string]interface {}", "map[string]string":
		entries := map[string]interface{}{}
		for _, key := range value.MapKeys() {
			entry, reason := describe(value.MapIndex(key))
			if reason != "" {
				return nil, reason
			}
			entries[key.String()] = entry
		}
		typed["value"] = entries
	default:
		return nil, "its data has the Go type " + value.Type().String()
	}
	return typed, ""
}
