package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/mergepatch"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"sigs.k8s.io/yaml"
)

var types = map[string]reflect.Type{}

func init() {
	for _, value := range []any{
		corev1.Pod{}, corev1.PodTemplate{}, corev1.ReplicationController{}, corev1.List{}, corev1.Namespace{}, corev1.Node{},
		corev1.ConfigMap{}, corev1.Secret{}, corev1.Container{}, corev1.PodSpec{}, corev1.Volume{},
		appsv1.Deployment{}, appsv1.DaemonSet{}, appsv1.StatefulSet{}, appsv1.ReplicaSet{},
		batchv1.Job{}, batchv1.CronJob{}, metav1.LabelSelector{}, metav1.ObjectMeta{},
	} {
		types[reflect.TypeOf(value).String()] = reflect.TypeOf(value)
	}
}

func newValue(name string) (any, error) {
	t, ok := types[name]
	if !ok {
		return nil, errors.New("no type " + name)
	}
	return reflect.New(t).Interface(), nil
}

func marshal(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}

func readYAML(q question) (string, error) {
	var value any
	if err := yaml.Unmarshal([]byte(q.Text), &value); err != nil {
		return "", err
	}
	return marshal(value)
}

func readYAMLStrict(q question) (string, error) {
	var value any
	if err := yaml.UnmarshalStrict([]byte(q.Text), &value); err != nil {
		return "", err
	}
	return marshal(value)
}

func readTypedYAML(q question) (string, error) {
	value, err := newValue(q.Type)
	if err != nil {
		return "", err
	}
	if err := yaml.Unmarshal([]byte(q.Text), value); err != nil {
		return "", err
	}
	return marshal(value)
}

func writeYAML(q question) (string, error) {
	text, err := yaml.Marshal(json.RawMessage(q.Text))
	return string(text), err
}

func decode(q question) (string, error) {
	value, err := newValue(q.Type)
	if err != nil {
		return "", err
	}
	if err := json.Unmarshal([]byte(q.Text), value); err != nil {
		return "", err
	}
	return marshal(value)
}

func canonicalQuantity(q question) (string, error) {
	quantity, err := resource.ParseQuantity(q.Text)
	if err != nil {
		return "", err
	}
	return quantity.String(), nil
}

func matchSelector(q question) (string, error) {
	var selector *metav1.LabelSelector
	if err := json.Unmarshal(q.Selector, &selector); err != nil {
		return "", err
	}
	compiled, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%v %v", compiled.Matches(labels.Set(q.Labels)), strconv.FormatBool(compiled.Empty())), nil
}

// mergeJSON is strategicpatch.StrategicMergePatch with numbers as encoding/json reads them, mergeYAML the same
// with a patch in YAML: both ways Istio's injector has.
func mergeJSON(q question) (string, error) {
	return merge(q, func(text []byte, into any) error { return json.Unmarshal(text, into) })
}

func mergeYAML(q question) (string, error) {
	return merge(q, func(text []byte, into any) error { return yaml.Unmarshal(text, into) })
}

func merge(q question, readPatch func([]byte, any) error) (string, error) {
	value, err := newValue(q.Type)
	if err != nil {
		return "", err
	}
	schema, err := strategicpatch.NewPatchMetaFromStruct(value)
	if err != nil {
		return "", err
	}
	original, patch := map[string]any{}, map[string]any{}
	if json.Unmarshal([]byte(q.Original), &original) != nil || readPatch([]byte(q.Patch), &patch) != nil {
		return "", mergepatch.ErrBadJSONDoc
	}
	merged, err := strategicpatch.StrategicMergeMapPatchUsingLookupPatchMeta(original, patch, schema)
	if err != nil {
		return "", err
	}
	return marshal(merged)
}
