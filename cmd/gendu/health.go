package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// healthCmd asks a running server whether it is ready; a container's health
// check calls it with the environment of the server.
type healthCmd struct {
	Addr    string `help:"Address that the server listens on." default:"127.0.0.1:8080" env:"GENDU_ADDR"`
	TLSCert string `name:"tls-cert" help:"Certificate file of the server, where it serves https itself." env:"GENDU_TLS_CERT"`
}

// url is where the server answers on this machine.
func (c *healthCmd) url() (string, error) {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return "", fmt.Errorf("--addr %q: HOST:PORT is expected", c.Addr)
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	scheme := "http://"
	if c.TLSCert != "" {
		scheme = "https://"
	}
	return scheme + net.JoinHostPort(host, port) + "/readyz", nil
}

func (c *healthCmd) Run(ctx context.Context, secrets secretFaults) error {
	if secrets.err != nil {
		return usage(secrets.err)
	}
	address, err := c.url()
	if err != nil {
		return usage(err)
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	// The certificate names the server as browsers know it, not this machine, and
	// nothing is sent that could be stolen.
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // see above
	response, err := client.Do(request)
	if err != nil {
		if failed, is := errors.AsType[*url.Error](err); is {
			err = failed.Err // the address stands in front
		}
		return fmt.Errorf("no server answers at %s, where --addr leads: %w", address, err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 4096))
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", response.Status)
	}
	return nil
}
