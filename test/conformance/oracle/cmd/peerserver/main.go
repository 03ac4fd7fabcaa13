// peerserver serves Istio's own injection webhook over HTTPS on 127.0.0.1, to be measured against.
// It prints its port.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"

	"remora/conformance/internal/webhook"
)

func main() {
	file := flag.String("injector", "", "a JSON file of config, values and mesh")
	port := flag.Int("port", 0, "port (0: any)")
	revision := flag.String("revision", "default", "revision")
	kubelet := flag.String("kubelet", "v1.33.0", "kubelet version of the one node")
	native := flag.String("native", "auto", "native sidecars: auto, true or false")
	logs := flag.Bool("log", false, "keep Istio's own log, on stderr")
	flag.Parse()
	if !*logs {
		webhook.Quiet()
	}
	p := webhook.Params{
		Revision: *revision,
		Nodes:    []webhook.Node{{Name: "node-1", KubeletVersion: *kubelet}},
		Clusters: []string{"Kubernetes"},
	}
	if *native != "auto" {
		enabled := *native == "true"
		p.NativeSidecars = &enabled
	}
	texts, err := os.ReadFile(*file)
	exitOn(err)
	exitOn(json.Unmarshal(texts, &p.Injector))
	webhook.Use(p)
	w, err := webhook.Build(p)
	exitOn(err)
	exitOn(serve(w.Mux, *port))
}

func serve(handler http.Handler, port int) error {
	certificate, err := selfSigned()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	s := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}}
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	return s.ServeTLS(l, "", "")
}

func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "istiod"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(240 * time.Hour),
		DNSNames: []string{"localhost", "istiod.istio-system.svc"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "peerserver:", err)
		os.Exit(1)
	}
}
