package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"gendu"
	"gendu/audio/ffmpeg"
	"gendu/audio/take"
	"gendu/installation"
	"gendu/jobs"
	"gendu/server"
	"gendu/store"
	"gendu/web"
)

type serveCmd struct {
	Stores stores `embed:""`

	Addr           string     `help:"Address to listen on." default:"127.0.0.1:8080" env:"GENDU_ADDR"`
	BaseURL        string     `help:"How browsers reach this server." env:"GENDU_BASE_URL" placeholder:"https://…"`
	TLSCert        string     `name:"tls-cert" help:"Certificate file, to serve https." env:"GENDU_TLS_CERT"`
	TLSKey         string     `name:"tls-key" help:"Key file, to serve https." env:"GENDU_TLS_KEY"`
	TrustedProxies []string   `help:"Addresses (CIDR) of reverse proxies whose X-Forwarded-For counts." env:"GENDU_TRUSTED_PROXIES"`
	Redirect       bool       `name:"redirect-listening" help:"Send players for listening.m4a to the S3 store itself, by addresses that hold for ten minutes; browsers must reach its endpoint." env:"GENDU_REDIRECT_LISTENING"`
	MetricsAddr    string     `name:"metrics-addr" help:"Address of its own for /metrics, such as 127.0.0.1:9090; keep it from strangers." env:"GENDU_METRICS_ADDR" placeholder:"HOST:PORT"`
	MetricsToken   string     `name:"metrics-token" help:"Opens /metrics on the address of the pages to who sends this as a bearer token." env:"GENDU_METRICS_TOKEN" placeholder:"SECRET"`
	LogFormat      string     `help:"text or json." enum:"text,json" default:"text" env:"GENDU_LOG_FORMAT"`
	Limits         limitFlags `embed:""`
	Demo           bool       `help:"Load a demo episode and make demo accounts; listens on this machine only."`
}

// setupLife is how long a set-up link can be used: until there is an
// administrator, whom the store asks for, and not until a date.
const setupLife = 100 * 365 * 24 * time.Hour

// validate names every fault at once, those of s too, and gives the proxies'
// networks.
func (c *serveCmd) validate(s *stores) ([]netip.Prefix, error) {
	faults := []error{s.validate(), named("--base-url", server.CheckBaseURL(c.BaseURL)), c.checkCertificate(), c.checkRedirect(s)}
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		faults = append(faults, fmt.Errorf("--addr %q: HOST:PORT is expected", c.Addr))
	}
	if _, _, err := net.SplitHostPort(c.MetricsAddr); c.MetricsAddr != "" && err != nil {
		faults = append(faults, fmt.Errorf("--metrics-addr %q: HOST:PORT is expected", c.MetricsAddr))
	}
	if n := len(c.MetricsToken); n > 0 && n < 16 {
		faults = append(faults, errors.New("--metrics-token: at least 16 characters are expected"))
	}
	if c.Demo && err == nil && !loopback(host) {
		faults = append(faults, fmt.Errorf("--addr %q: with --demo the server listens on 127.0.0.1 only, since its accounts are printed", c.Addr))
	}
	faults = append(faults, c.Limits.validate()...)
	var proxies []netip.Prefix
	for _, text := range c.TrustedProxies {
		prefix, err := parsePrefix(text)
		if err != nil {
			faults = append(faults, fmt.Errorf("--trusted-proxies %q: an address or a network such as 10.0.0.0/8 is expected", text))
		}
		proxies = append(proxies, prefix)
	}
	return proxies, usage(faults...)
}

// checkCertificate reads the pair as the server will.
func (c *serveCmd) checkCertificate() error {
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case c.TLSCert == "":
		return nil
	}
	_, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	return named("--tls-cert and --tls-key", err)
}

// checkRedirect refuses to send players to where they cannot go.
func (c *serveCmd) checkRedirect(s *stores) error {
	if !c.Redirect {
		return nil
	}
	if !strings.HasPrefix(s.Objects, "s3://") {
		return errors.New("--redirect-listening: only an S3 store gives addresses to players; see --objects")
	}
	secure := c.TLSCert != "" || strings.HasPrefix(c.BaseURL, "https://")
	if u, err := url.Parse(s.Objects); err == nil && secure && strings.HasPrefix(u.Query().Get("endpoint"), "http://") {
		return errors.New("--redirect-listening: pages on https play nothing from an endpoint on http")
	}
	return nil
}

// mediaOrigin is where the S3 store's own addresses lead: pages must be allowed
// to play from there.
func (c *serveCmd) mediaOrigin(ctx context.Context, h *backend) (string, error) {
	if !c.Redirect {
		return "", nil
	}
	address, _, err := h.bucket.Presign(ctx, "origin", time.Minute)
	if err != nil {
		return "", named("--redirect-listening", err)
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", named("--redirect-listening", err)
	}
	return u.Scheme + "://" + u.Host, nil
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
	proxies, err := c.validate(s)
	if err != nil {
		return err
	}
	log := c.logger()
	// A busy port is found before anything is prepared.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("%w; another address can be chosen with --addr", err)
	}
	defer listener.Close()
	h, err := s.open(ctx, store.WithLimits(c.Limits.limits()), store.WithBallast())
	if err != nil {
		return err
	}
	defer h.close()
	h.keepRecords(log)
	h.compressAfter, h.keepTakes = c.Limits.compressAfter(), c.Limits.keepTakes()
	// Of a process that was killed. A full disk must not keep the server from starting.
	if err := installation.LogDeletions(ctx, h.store, h.bucket); err != nil {
		if gendu.KindOf(err) != gendu.Full {
			return err
		}
		log.Error("the deletion log cannot be written, since there is no space; it is tried again with the next deletion and the next sweep", "error", err)
	}
	if err := h.voidDeadLeases(ctx, log); err != nil {
		return err
	}
	if _, err := h.store.Repair(ctx); err != nil {
		return err
	}
	decoded := new(take.Decoded)
	runner := h.runner(log, decoded)
	origin, err := c.mediaOrigin(ctx, h)
	if err != nil {
		return err
	}
	app, err := server.New(server.Config{
		Addr: c.Addr, BaseURL: c.BaseURL, TLSCert: c.TLSCert, TLSKey: c.TLSKey, TrustedProxies: proxies, Version: version,
		Owner: jobs.Owner(), RedirectListening: c.Redirect, MediaOrigin: origin, KeepDays: c.Limits.KeepTakesDays, MetricsToken: c.MetricsToken,
	}, server.Deps{Store: h.store, Bucket: h.bucket, Converter: findConverter(), Decoded: decoded, Space: s.space(), Scored: h.unjudged == nil, Voice: findVoice(), Web: web.Dist(), Log: log, Now: time.Now, Wake: runner.Wake})
	if err != nil {
		return err
	}
	stopMetrics, err := c.serveMetrics(ctx, app)
	if err != nil {
		return err
	}
	defer stopMetrics()
	if err := c.welcome(ctx, h, app, log); err != nil {
		return err
	}

	workCtx, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	var working sync.WaitGroup
	working.Go(func() { runner.Run(workCtx) })
	working.Go(func() { runner.EnqueueSweeps(workCtx) })
	working.Go(func() { runner.EnqueueCompressions(workCtx) })
	err = app.Serve(ctx, listener) // the requests end first, so that their jobs are enqueued
	stopWork()
	working.Wait()
	return err
}

// serveMetrics serves /metrics on its own address, if there is one, until stop.
func (c *serveCmd) serveMetrics(ctx context.Context, app *server.Server) (stop func(), err error) {
	if c.MetricsAddr == "" {
		return func() {}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.MetricsAddr)
	if err != nil {
		return nil, named("--metrics-addr", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", app.Metrics())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute}
	go func() { _ = srv.Serve(listener) }() // it ends with stop
	return func() { _ = srv.Close() }, nil
}

// welcome prepares a first start and prints where the server is.
func (c *serveCmd) welcome(ctx context.Context, h *backend, app *server.Server, log *slog.Logger) error {
	var accounts []account
	if c.Demo {
		var err error
		if accounts, err = h.prepareDemo(ctx); err != nil {
			return err
		}
	}
	if err := h.offerSetup(ctx, app); err != nil {
		return err
	}
	if findVoice() == nil {
		log.Warn("espeak-ng is missing: sentences are timed by pauses only; install the package espeak-ng")
	}
	if _, err := ffmpeg.Find(); err != nil {
		log.Warn("only MP3 and WAV can be uploaded", "because", err)
	}
	if h.unjudged != nil {
		log.Warn("recordings are compared, but not scored", "because", h.unjudged)
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

// offerSetup prints a set-up link as long as there is no administrator. Links of
// earlier starts hold until then too.
func (h *backend) offerSetup(ctx context.Context, app *server.Server) error {
	has, err := h.store.HasAdmin(ctx)
	if err != nil || has {
		return err
	}
	ticket, link := app.SetupLink(setupLife)
	if err := h.store.CreateTicket(ctx, ticket); err != nil {
		return err
	}
	fmt.Printf("There is no administrator yet. The first person to open this link becomes the administrator; it works until there is one:\n  %s\n", link)
	return nil
}
