package main

import (
	"google.golang.org/protobuf/reflect/protoreflect"
)

type protoMessage interface {
	ProtoReflect() protoreflect.Message
}

type protoTypes struct {
	Messages map[string][]protoField
	Enums    map[string][]string
}

type protoField struct {
	Name  string `json:"name"`
	JSON  string `json:"json"`
	Kind  string `json:"kind"`           // a scalar kind of protobuf, "enum" or "message"
	Type  string `json:"type,omitempty"` // of an enum or a message
	List  bool   `json:"list,omitempty"`
	Map   bool   `json:"map,omitempty"`   // from strings to Kind
	OneOf string `json:"oneof,omitempty"` // at most one field of a group may be set
}

func (p protoTypes) add(d protoreflect.MessageDescriptor) {
	name := string(d.FullName())
	if _, known := p.Messages[name]; known {
		return
	}
	p.Messages[name] = nil
	var fields []protoField
	for i := range d.Fields().Len() {
		fields = append(fields, p.field(d.Fields().Get(i)))
	}
	p.Messages[name] = fields
}

func (p protoTypes) field(f protoreflect.FieldDescriptor) protoField {
	out := protoField{Name: string(f.Name()), JSON: f.JSONName(), List: f.IsList(), Map: f.IsMap()}
	if o := f.ContainingOneof(); o != nil && !o.IsSynthetic() {
		out.OneOf = string(o.Name())
	}
	if f.IsMap() {
		f = f.MapValue()
	}
	out.Kind = f.Kind().String()
	switch {
	case f.Enum() != nil:
		out.Type = string(f.Enum().FullName())
		p.addEnum(f.Enum())
	case f.Message() != nil:
		out.Type = string(f.Message().FullName())
		p.add(f.Message())
	}
	return out
}

func (p protoTypes) addEnum(d protoreflect.EnumDescriptor) {
	var names []string
	for i := range d.Values().Len() {
		names = append(names, string(d.Values().Get(i).Name()))
	}
	p.Enums[string(d.FullName())] = names
}
