package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"gendu/audio/ffmpeg"
	"gendu/server"
	"gendu/web"
)

type serveCmd struct {
	Addr           string   `help:"Address to listen on." default:"127.0.0.1:8080" env:"GENDU_ADDR"`
	BaseURL        string   `help:"How browsers reach this server." env:"GENDU_BASE_URL" placeholder:"https://…"`
	TLSCert        string   `name:"tls-cert" help:"Certificate file, to serve https." env:"GENDU_TLS_CERT"`
	TLSKey         string   `name:"tls-key" help:"Key file, to serve https." env:"GENDU_TLS_KEY"`
	TrustedProxies []string `help:"Addresses (CIDR) of reverse proxies whose X-Forwarded-For counts." env:"GENDU_TRUSTED_PROXIES"`
	LogFormat      string   `help:"text or json." enum:"text,json" default:"text" env:"GENDU_LOG_FORMAT"`
	Demo           bool     `help:"Load a demo episode and make demo accounts; listens on this machine only."`
}

// setupLife is how long the set-up link of a first start can be used.
const setupLife = 24 * time.Hour

// validate names every fault at once and gives the proxies' networks.
func (c *serveCmd) validate() ([]netip.Prefix, error) {
	var faults []error
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		faults = append(faults, fmt.Errorf("--addr %q: HOST:PORT is expected", c.Addr))
	}
	if c.Demo && err == nil && !loopback(host) {
		faults = append(faults, fmt.Errorf("--addr %q: with --demo the server listens on 127.0.0.1 only, since its accounts are printed", c.Addr))
	}
	if u, err := url.Parse(c.BaseURL); err != nil || c.BaseURL != "" && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" && u.Path != "/") {
		faults = append(faults, fmt.Errorf("--base-url %q: http(s)://HOST is expected, without a path", c.BaseURL))
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		faults = append(faults, errors.New("--tls-cert and --tls-key go together"))
	}
	for flag, file := range map[string]string{"--tls-cert": c.TLSCert, "--tls-key": c.TLSKey} {
		if file == "" {
			continue
		}
		if _, err := os.Stat(file); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", flag, err))
		}
	}
	var proxies []netip.Prefix
	for _, text := range c.TrustedProxies {
		prefix, err := parsePrefix(text)
		if err != nil {
			faults = append(faults, fmt.Errorf("--trusted-proxies %q: an address or a network such as 10.0.0.0/8 is expected", text))
		}
		proxies = append(proxies, prefix)
	}
	return proxies, errors.Join(faults...)
}

func parsePrefix(text string) (netip.Prefix, error) {
	text = strings.TrimSpace(text)
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func (c *serveCmd) logger() *slog.Logger {
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}

// Run starts the parts in order (stores, jobs, HTTP) and stops them in the other
// order.
func (c *serveCmd) Run(ctx context.Context, s *stores) error {
	proxies, err := c.validate()
	if err := errors.Join(err, s.validate()); err != nil {
		return err
	}
	log := c.logger()
	// A busy port is found before anything is prepared.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("%w; another address can be chosen with --addr", err)
	}
	defer listener.Close()
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.voidDeadLeases(ctx, log); err != nil {
		return err
	}
	if _, err := h.store.Repair(ctx); err != nil {
		return err
	}
	runner := h.runner(log)
	app, err := server.New(server.Config{
		Addr: c.Addr, BaseURL: c.BaseURL, TLSCert: c.TLSCert, TLSKey: c.TLSKey, TrustedProxies: proxies, Version: version,
	}, server.Deps{Store: h.store, Bucket: h.bucket, Converter: findConverter(), Web: web.Dist(), Log: log, Now: time.Now, Wake: runner.Wake})
	if err != nil {
		return err
	}
	if err := c.welcome(ctx, h, app, log); err != nil {
		return err
	}

	workCtx, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	var working sync.WaitGroup
	working.Go(func() { runner.Run(workCtx) })
	working.Go(func() { runner.EnqueueSweeps(workCtx) })
	err = app.Serve(ctx, listener) // the requests end first, so that their jobs are enqueued
	stopWork()
	working.Wait()
	return err
}

// welcome prepares a first start and prints where the server is.
func (c *serveCmd) welcome(ctx context.Context, h *house, app *server.Server, log *slog.Logger) error {
	var accounts []account
	if c.Demo {
		var err error
		if accounts, err = h.prepareDemo(ctx); err != nil {
			return err
		}
	}
	users, err := h.store.CountUsers(ctx)
	if err != nil {
		return err
	}
	if users == 0 {
		ticket, link := app.SetupLink(setupLife)
		if err := h.store.CreateTicket(ctx, ticket); err != nil {
			return err
		}
		fmt.Printf("Nobody can sign in yet. Make the first admin with this link, once, within a day:\n  %s\n", link)
	}
	if findVoice() == nil {
		log.Warn("espeak-ng is missing: sentences are timed by pauses only; install the package espeak-ng")
	}
	if _, err := ffmpeg.Find(); err != nil {
		log.Warn("only MP3 and WAV can be uploaded", "because", err)
	}
	fmt.Printf("gendu %s serves %s\n", version, app.URL())
	if len(accounts) > 0 {
		fmt.Println("Sign in with one of these accounts; they get new passwords at every start:")
	}
	for _, a := range accounts {
		fmt.Printf("  %-8s %s\n", a.login, a.password)
	}
	return nil
}

// healthCmd asks a running server whether it is ready; a container's health
// check calls it.
type healthCmd struct {
	Addr string `help:"Address that the server listens on." default:"127.0.0.1:8080" env:"GENDU_ADDR"`
}

func (c *healthCmd) Run(ctx context.Context) error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("--addr %q: HOST:PORT is expected", c.Addr)
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 4096))
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", response.Status)
	}
	return nil
}
