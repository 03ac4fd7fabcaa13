package main

import (
	"reflect"
	"strings"
)

// goTypes holds the fields of each struct type, by the type's name.
type goTypes map[string][]goField

type goField struct {
	JSON     string `json:"json"`
	Kind     string `json:"kind"`               // string, bool, int32, int64, bytes, struct, quantity, intOrString, time
	Type     string `json:"type,omitempty"`     // of a struct
	List     bool   `json:"list,omitempty"`     // of Kind
	Map      bool   `json:"map,omitempty"`      // from strings to Kind
	MergeKey string `json:"mergeKey,omitempty"` // patchMergeKey, in a list
	Always   bool   `json:"always,omitempty"`   // written even where it is empty
}

var scalars = map[string]string{
	"resource.Quantity": "quantity", "intstr.IntOrString": "intOrString", "v1.Time": "time", "v1.MicroTime": "time",
	"v1.FieldsV1": "fields",
}

func (g goTypes) add(value any) { g.addType(reflect.TypeOf(value)) }

func (g goTypes) addType(t reflect.Type) {
	if _, known := g[t.String()]; known {
		return
	}
	g[t.String()] = nil
	g[t.String()] = g.fields(t)
}

func (g goTypes) fields(t reflect.Type) (out []goField) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if f.Anonymous && name == "" {
			out = append(out, g.fields(f.Type)...)
			continue
		}
		out = append(out, g.field(name, f))
	}
	return out
}

func (g goTypes) field(name string, f reflect.StructField) goField {
	out := goField{JSON: name, MergeKey: f.Tag.Get("patchMergeKey"), Always: !strings.Contains(f.Tag.Get("json"), ",omit")}
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		out.Kind = "bytes"
		return out
	case t.Kind() == reflect.Slice:
		out.List = true
		t = t.Elem()
	case t.Kind() == reflect.Map:
		out.Map = true
		t = t.Elem()
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if scalar, ok := scalars[t.String()]; ok {
		out.Kind = scalar
	} else if t.Kind() == reflect.Struct {
		out.Kind, out.Type = "struct", t.String()
		g.addType(t)
	} else {
		out.Kind = t.Kind().String()
	}
	return out
}
