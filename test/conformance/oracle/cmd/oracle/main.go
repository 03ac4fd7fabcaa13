// oracle answers JSON lines with what Istio's own injector answers: one request a line, one answer a line, in order.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"remora/conformance/internal/webhook"
)

func main() {
	webhook.Quiet()
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	o := newOracle()
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			out.Write(encode(o.answer(line)))
			out.WriteByte('\n')
			if in.Buffered() == 0 {
				out.Flush()
			}
		}
		if err != nil {
			return
		}
	}
}

func encode(a answer) []byte {
	b, err := json.Marshal(a)
	if err != nil {
		b, _ = json.Marshal(answer{ID: a.ID, Result: webhook.Result{Error: fmt.Sprint("answer: ", err)}})
	}
	return b
}
