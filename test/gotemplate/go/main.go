// Command gotemplate is Go's own text/template with sprig's functions, as a peer to compare against.
//
//	gotemplate                 answers {"id","template","data","options","delims"} a line on standard input
//	                           with {"id","output"} or {"id","error"} a line
//	gotemplate record FILE…    answers every case of a file of such lines and writes it back in place
//	gotemplate sprig-tests     prints the templates that sprig's own tests run, with what came of them
//	gotemplate zones           prints the table of time zones' abbreviations for lib/sprig
//
// Runs are repeatable: the local time zone is UTC and the environment holds nothing but REMORA_PEER=yes.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	time.Local = time.UTC
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gotemplate:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 0 && args[0] == "zones" {
		return writeZones(os.Stdout)
	}
	if len(args) > 0 && args[0] == "sprig-tests" {
		return runSprigTests(os.Stdout)
	}
	os.Clearenv()
	os.Setenv("REMORA_PEER", "yes")
	if len(args) > 0 && args[0] == "record" {
		for _, file := range args[1:] {
			if err := record(file); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
		return nil
	}
	return serve(os.Stdin, os.Stdout)
}

// serve flushes whenever no further request is waiting, so that it serves pipes and dialogues alike.
func serve(in io.Reader, out io.Writer) error {
	reader, writer := bufio.NewReaderSize(in, 1<<20), bufio.NewWriterSize(out, 1<<20)
	defer writer.Flush()
	for {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var c Case
			if problem := json.Unmarshal(line, &c); problem != nil {
				return fmt.Errorf("reading a case: %w", problem)
			}
			patience := time.AfterFunc(patienceForOne, func() { tooLong(line) })
			answer := c.answer()
			patience.Stop()
			if problem := writeLine(writer, answer); problem != nil {
				return problem
			}
			if reader.Buffered() == 0 {
				writer.Flush()
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

const patienceForOne = time.Minute

// tooLong gives up: a template that runs cannot be stopped.
func tooLong(line []byte) {
	fmt.Fprintf(os.Stderr, "gotemplate: takes more than %s: %s\n", patienceForOne, line)
	os.Exit(1)
}

// record keeps every line's case as it is written and puts Go's answer behind it.
func record(file string) error {
	source, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var recorded bytes.Buffer
	for number, line := range bytes.Split(bytes.TrimSpace(source), []byte("\n")) {
		var r recording
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("line %d: %w", number+1, err)
		}
		answer := Case{Template: r.Template, Data: r.Data, Options: r.Options, Delims: r.Delims, Plain: r.Plain}.answer()
		r.Output, r.Error = answer.Output, answer.Error
		if err := writeLine(&recorded, r); err != nil {
			return err
		}
	}
	return os.WriteFile(file, recorded.Bytes(), 0o644)
}

type recording struct {
	Name     string          `json:"name,omitempty"`
	Template string          `json:"template"`
	Data     json.RawMessage `json:"data,omitempty"`
	Options  texts           `json:"options,omitempty"`
	Delims   texts           `json:"delims,omitempty"`
	Plain    bool            `json:"plain,omitempty"`
	Output   *string         `json:"output,omitempty"`
	Error    *string         `json:"error,omitempty"`
}

func writeLine(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
