package webhook

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"

	jsonpatch "github.com/evanphx/json-patch/v5"
)

// Result is the answer to one review. Pod is the request's object with the patch applied, as the API server applies it.
type Result struct {
	Status   int             `json:"status"`
	Response json.RawMessage `json:"response"`
	Patch    json.RawMessage `json:"patch"`
	Pod      json.RawMessage `json:"pod"`
	Error    string          `json:"error,omitempty"`
}

// Post sends a body through the handlers that the webhook registered.
func (w *Webhook) Post(path string, body []byte, contentType string) (int, []byte) {
	if path == "" {
		path = "/inject"
	}
	if contentType == "" {
		contentType = "application/json"
	}
	req := httptest.NewRequest(http.MethodPost, "http://istiod"+path, bytes.NewReader(body))
	req.Header.Set("Content-Type", contentType)
	rec := httptest.NewRecorder()
	w.Mux.ServeHTTP(rec, req)
	return rec.Code, rec.Body.Bytes()
}

// Review posts a body and, where it is a review and the answer holds a patch, applies it.
func (w *Webhook) Review(path string, body []byte, contentType string) Result {
	r := Result{}
	code, out := w.Post(path, body, contentType)
	r.Status = code
	if code != http.StatusOK {
		r.Error = strings.TrimSpace(string(out))
		return r
	}
	r.Response = out
	var answer struct {
		Response *struct {
			Patch []byte `json:"patch"`
		} `json:"response"`
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		r.Error = err.Error()
		return r
	}
	if answer.Response == nil || len(answer.Response.Patch) == 0 {
		return r
	}
	r.Patch = answer.Response.Patch
	var review struct {
		Request *struct {
			Object json.RawMessage `json:"object"`
		} `json:"request"`
	}
	if err := json.Unmarshal(body, &review); err != nil || review.Request == nil {
		return r // a review in YAML
	}
	pod, err := Apply(review.Request.Object, r.Patch)
	if err != nil {
		r.Error = "apply patch: " + err.Error()
		return r
	}
	r.Pod = pod
	return r
}

// Apply applies a JSON patch with the library that the API server uses.
func Apply(doc, patch []byte) ([]byte, error) {
	p, err := jsonpatch.DecodePatch(patch)
	if err != nil {
		return nil, err
	}
	return p.Apply(doc)
}
