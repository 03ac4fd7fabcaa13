// timer measures the processor time that Istio's own webhook takes for a review, from the body's bytes to the
// answer's, with no network: a request a line, {"review", "first", "count"}, an answer a line, {"nanoseconds"},
// per review and with what the garbage collector took. Every "@@" in a review becomes an eight-digit number
// that differs from review to review, counted from first, and every "##" the last four of its digits.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"syscall"

	"remora/conformance/internal/webhook"
)

type request struct {
	Review string `json:"review"`
	First  int    `json:"first"`
	Count  int    `json:"count"`
}

type answer struct {
	Nanoseconds float64 `json:"nanoseconds"`
}

func main() {
	file := flag.String("injector", "", "a JSON file of config, values and mesh")
	revision := flag.String("revision", "default", "revision")
	flag.Parse()
	webhook.Quiet()
	p := webhook.Params{Revision: *revision, Clusters: []string{"Kubernetes"}}
	texts, err := os.ReadFile(*file)
	exitOn(err)
	exitOn(json.Unmarshal(texts, &p.Injector))
	webhook.Use(p)
	w, err := webhook.Build(p)
	exitOn(err)
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	for {
		var r request
		if in.Decode(&r) != nil {
			return
		}
		exitOn(out.Encode(answer{time(w, r)}))
	}
}

func time(w *webhook.Webhook, r request) float64 {
	bodies := make([][]byte, r.Count)
	for i := range bodies {
		serial := fmt.Appendf(nil, "%08d", r.First+i)
		bodies[i] = bytes.ReplaceAll([]byte(r.Review), []byte("@@"), serial)
		bodies[i] = bytes.ReplaceAll(bodies[i], []byte("##"), serial[4:])
	}
	start := processorTime()
	for _, body := range bodies {
		if status, _ := w.Post("/inject", body, "application/json"); status != 200 {
			exitOn(fmt.Errorf("status %d", status))
		}
	}
	return float64(processorTime()-start) / float64(r.Count)
}

func processorTime() int64 {
	var usage syscall.Rusage
	exitOn(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "timer:", err)
		os.Exit(1)
	}
}
