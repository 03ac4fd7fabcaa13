package main

import (
	"encoding/json"
	"fmt"
	"os"

	"remora/conformance/internal/webhook"
)

// kept is how many webhooks, and how many kube-injectors, are held ready at a time.
const kept = 64

type oracle struct {
	files     map[string]webhook.Injector
	webhooks  *cache[*webhook.Webhook]
	injectors *cache[*webhook.KubeInjector]
}

func newOracle() *oracle {
	return &oracle{
		files:     map[string]webhook.Injector{},
		webhooks:  newCache(webhook.Build, func(w *webhook.Webhook) { close(w.Stop) }),
		injectors: newCache(webhook.NewKubeInjector, (*webhook.KubeInjector).Close),
	}
}

func (o *oracle) answer(line []byte) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a.Result = webhook.Result{Error: fmt.Sprint("panic: ", p)}
		}
	}()
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		a.Error = "request: " + err.Error()
		return a
	}
	a.ID = r.ID
	if r.Apply != nil {
		pod, err := webhook.Apply(r.Apply.Document, r.Apply.Patch)
		a.Pod = pod
		a.fail("apply patch: ", err)
		return a
	}
	texts, err := o.texts(&r)
	if err != nil {
		a.fail("", err)
		return a
	}
	p := r.params(texts)
	defer webhook.Use(p)()
	if r.KubeInject {
		o.kubeInject(&a, p, r.Input)
		return a
	}
	w, err := o.webhooks.get(p)
	if err != nil {
		a.fail("build: ", err)
		return a
	}
	body := []byte(r.Review)
	if r.Body != nil {
		body = []byte(*r.Body)
	}
	a.Result = w.Review(r.Path, body, r.ContentType)
	return a
}

func (a *answer) fail(prefix string, err error) {
	if err != nil {
		a.Error = prefix + err.Error()
	}
}

func (o *oracle) kubeInject(a *answer, p webhook.Params, input string) {
	k, err := o.injectors.get(p)
	if err != nil {
		a.fail("build: ", err)
		return
	}
	out, warnings, err := k.Run([]byte(input))
	text := string(out)
	a.Output, a.Warnings = &text, warnings
	a.fail("", err)
}

func (o *oracle) texts(r *request) (webhook.Injector, error) {
	if r.InjectorFile == "" {
		return r.Injector, nil
	}
	if i, ok := o.files[r.InjectorFile]; ok {
		return i, nil
	}
	var i webhook.Injector
	b, err := os.ReadFile(r.InjectorFile)
	if err == nil {
		err = json.Unmarshal(b, &i)
	}
	if err == nil {
		o.files[r.InjectorFile] = i
	}
	return i, err
}

// cache holds what was built for the parameters seen last.
type cache[T any] struct {
	build   func(webhook.Params) (T, error)
	discard func(T)
	byKey   map[string]T
	order   []string
}

func newCache[T any](build func(webhook.Params) (T, error), discard func(T)) *cache[T] {
	return &cache[T]{build: build, discard: discard, byKey: map[string]T{}}
}

func (c *cache[T]) get(p webhook.Params) (T, error) {
	b, _ := json.Marshal(p)
	key := string(b)
	if t, ok := c.byKey[key]; ok {
		return t, nil
	}
	t, err := c.build(p)
	if err != nil {
		return t, err
	}
	c.byKey[key] = t
	c.order = append(c.order, key)
	if len(c.order) > kept {
		oldest := c.order[0]
		c.order = c.order[1:]
		c.discard(c.byKey[oldest])
		delete(c.byKey, oldest)
	}
	return t, nil
}
