package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"istio.io/istio/pkg/kube/inject"
)

// input is a file of Istio's test data, and the pods that its documents make.
type input struct {
	File string     `json:"file"`
	Text string     `json:"text"`
	Pods []inputPod `json:"pods"`
}

type inputPod struct {
	Namespace string          `json:"namespace"`
	Pod       json.RawMessage `json:"pod"`
}

// readInput reads a file as Istio's webhook test does, each document of it a pod of its own.
func readInput(path string) (out input, ok bool) {
	name := filepath.Base(path)
	if strings.HasSuffix(name, ".iop.yaml") {
		return out, false
	}
	text, err := os.ReadFile(path)
	exitOn(err)
	out = input{File: name, Text: string(text), Pods: []inputPod{}}
	out.Pods = append(out.Pods, pods(path)...)
	return out, true
}

func pods(path string) (out []inputPod) {
	defer func() {
		_ = recover() // t.Fatal outside of a test panics: no document of the file makes a pod
	}()
	t := &testing.T{}
	for _, document := range splitYamlFile(path, t) {
		object, err := inject.FromRawToObject(document)
		exitOn(err)
		var meta struct {
			Metadata struct {
				Namespace string `json:"namespace"`
			} `json:"metadata"`
		}
		exitOn(yaml.Unmarshal(document, &meta))
		pod := convertToJSON(objectToPod(t, object), t)
		out = append(out, inputPod{Namespace: meta.Metadata.Namespace, Pod: pod})
	}
	return out
}
