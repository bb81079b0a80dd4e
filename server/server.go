package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/audio"
	"gendu/audio/take"
	"gendu/identity"
	"gendu/installation"
	"gendu/objects"
	"gendu/server/gate"
	"gendu/server/hosting"
	"gendu/server/httpio"
	"gendu/server/services"
	"gendu/server/uploading"
	"gendu/store"
	"gendu/transcripts/alignment"
)

// Config says how the server is reached.
type Config struct {
	Addr    string // host:port to listen on
	BaseURL string // https://gendu.example; "" makes one of Addr
	TLSCert string // file; with TLSKey the server speaks https itself
	TLSKey  string
	// TrustedProxies are the networks whose X-Forwarded-For is believed; nobody's
	// is where there are none.
	TrustedProxies []netip.Prefix
	Version        string
	// Owner names this process in the locks of uploads, so that others on its
	// machine can tell whether it still lives; "" makes a name of its own, whose
	// locks end by their lease alone.
	Owner string
	// RedirectListening sends players to the object store itself for
	// listening.m4a; MediaOrigin is the origin of those addresses.
	RedirectListening bool
	MediaOrigin       string
	// KeepDays is after how many days recordings are deleted, for people to read; 0: never.
	KeepDays int
	// MetricsToken opens /metrics to who sends it as a bearer token; "" closes /metrics here,
	// and [Server.Metrics] serves it elsewhere.
	MetricsToken string
	// StopTime is how long a stop waits for requests; 0 means 20 s.
	StopTime time.Duration
}

// Deps are the parts that the server stands on.
type Deps struct {
	Store  *store.Store
	Bucket *objects.Bucket
	// Converter reads recordings in AAC; nil: they are refused.
	Converter audio.Converter
	// Decoded hands recordings on to the jobs of this process; nil: they decode them again.
	Decoded *take.Decoded
	Scored  bool // the jobs have a phone model
	// Voice reads text aloud, for the lines that a host corrects; nil: pauses must do.
	Voice alignment.Voice
	// Space watches the disks of this machine; nil: nobody does.
	Space *installation.Space
	Web   fs.FS                    // the built web app, with index.html
	Log   *slog.Logger             // nil: slog.Default()
	Now   func() time.Time         // nil: time.Now
	Wake  func(kind gendu.JobKind) // nil: nobody; called when a job was enqueued
}

// Server is gendu's HTTP side.
type Server struct {
	cfg        Config
	services   *services.Services
	web        fs.FS
	baseURL    string // without a slash at its end
	secure     bool   // https
	recording  bool   // browsers give the microphone to pages at the base URL
	cookieName string
	appPolicy  string
	access     accessCache
	devices    *devices
	hearings   hearings
	// revocations end grants.
	revocations *revocations

	accounts *accounts
	episodes *hosting.Episodes
	uploads  *uploading.Uploads
	hub      *hub
	metrics  *metrics
	echo     *echo.Echo

	stopNow context.CancelFunc // ends services.stop
}

// New wires the server. It fails where the configuration is faulty, or where the
// router and the table of routes differ.
func New(cfg Config, d Deps) (*Server, error) {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Wake == nil {
		d.Wake = func(gendu.JobKind) {}
	}
	base, err := baseURL(cfg)
	if err != nil {
		return nil, err
	}
	stop, stopNow := context.WithCancel(context.Background())
	counters := newMetrics(d.Store, spaceCollector{d.Space, d.Bucket})
	shared := &services.Services{
		Store: d.Store, Bucket: d.Bucket, Converter: d.Converter, Decoded: d.Decoded, Space: d.Space, Scored: d.Scored, Voice: d.Voice,
		Log: d.Log, Wake: d.Wake, Now: func() time.Time { return d.Now().UTC().Truncate(time.Millisecond) },
		Stop: stop, CountLost: counters.lost.Inc,
	}
	s := &Server{
		cfg: cfg, services: shared, web: d.Web, metrics: counters, stopNow: stopNow,
		baseURL: strings.TrimSuffix(base.String(), "/"), secure: base.Scheme == "https",
	}
	s.recording = s.secure || isLoopback(base.Hostname())
	s.cookieName, s.appPolicy = cookieNameFor(s.secure), httpio.AppPolicyFor(cfg.MediaOrigin)
	s.revocations = &revocations{
		read: d.Store.Revocations, made: d.Store.Revoked, sign: d.Store.GrantKey,
		now: shared.Now, clock: time.Now, stop: stop,
	}
	s.hub = &hub{store: d.Store, build: s.buildNews, now: shared.Now, stop: stop}
	return s, s.wire()
}

// wire builds what the concerns share, the middleware and the routes.
func (s *Server) wire() error {
	validator, err := httpio.NewRequestValidator()
	if err != nil {
		return err
	}
	owner := s.cfg.Owner
	if owner == "" {
		owner = "server-" + rand.Text()
	}
	if s.uploads, err = uploading.New(s.services, owner); err != nil {
		return err
	}
	s.devices = &devices{store: s.services.Store}
	s.accounts = &accounts{s: s, limiter: gate.NewLimiter(s.services.Store, s.services.Now), hasher: newHasher()}
	s.episodes = hosting.NewEpisodes(s.services, s.grant)
	s.newEcho()
	if err := s.middleware(validator); err != nil {
		return err
	}
	s.routes()
	return checkRoutes(s.echo.Routes())
}

func (s *Server) newEcho() {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = httpio.AnswerError
	e.JSONSerializer = httpio.StrictJSON{}
	e.IPExtractor = echo.ExtractIPDirect()
	if len(s.cfg.TrustedProxies) > 0 {
		options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
		for _, p := range s.cfg.TrustedProxies {
			options = append(options, echo.TrustIPRange(ipNet(p)))
		}
		e.IPExtractor = echo.ExtractIPFromXFFHeader(options...)
	}
	e.Logger.SetOutput(discard{})
	s.echo = e
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func ipNet(p netip.Prefix) *net.IPNet {
	p = p.Masked()
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// middleware, the outermost first.
func (s *Server) middleware(v *httpio.RequestValidator) error {
	origin := http.NewCrossOriginProtection()
	if err := origin.AddTrustedOrigin(s.origin()); err != nil {
		return fmt.Errorf("server: the base URL as an origin: %w", err)
	}
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(echo.HeaderContentType, "application/json; charset=utf-8")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"kind":"denied","message":"This request came from another site and was refused."}` + "\n"))
	}))
	s.echo.Use(requestID, s.observe, s.secureHeaders, s.deadlines, echo.WrapMiddleware(origin.Handler), s.admit, v.Check)
	return nil
}

// requestID gives every request a name for the log.
func requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token, _ := identity.NewToken()
		c.Response().Header().Set(echo.HeaderXRequestID, token[:12])
		return next(c)
	}
}

// URL is the address of the server as browsers reach it, without a slash at its
// end.
func (s *Server) URL() string { return s.baseURL }

// Handler is the whole server as a handler.
func (s *Server) Handler() http.Handler { return s.echo }

// Close stops what the handler keeps running: the watching of events. Run does
// it by itself.
func (s *Server) Close() { s.stopNow() }

// Run listens on the configured address and serves until ctx ends, then stops:
// first it says that it is not ready and ends the event streams, then it waits
// for the requests that are under way.
func (s *Server) Run(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.cfg.Addr)
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	return s.Serve(ctx, l)
}

// Serve is Run on a listener of the caller's.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler:           s.echo,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.services.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() {
		if s.cfg.TLSCert != "" {
			failed <- srv.ServeTLS(l, s.cfg.TLSCert, s.cfg.TLSKey)
		} else {
			failed <- srv.Serve(l)
		}
	}()
	select {
	case err := <-failed:
		s.stopNow()
		return fmt.Errorf("server: %w", err)
	case <-ctx.Done():
	}
	s.stopNow()
	patience := s.cfg.StopTime
	if patience == 0 {
		patience = 20 * time.Second
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := srv.Shutdown(bounded); err != nil {
		s.services.Log.Warn("requests were cut at the stop", "error", err)
		return errors.Join(srv.Close(), ignoreClosed(<-failed))
	}
	return ignoreClosed(<-failed)
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// CheckBaseURL says what is wrong with a base URL; "" is made of the listening
// address.
func CheckBaseURL(text string) error {
	if text == "" {
		return nil
	}
	_, err := parseBaseURL(text)
	return err
}

// baseURL reads the configured address, or makes one of the listening address.
func baseURL(cfg Config) (*url.URL, error) {
	text := cfg.BaseURL
	if text == "" {
		scheme := "http://"
		if cfg.TLSCert != "" {
			scheme = "https://"
		}
		host, port, err := net.SplitHostPort(cfg.Addr)
		if err != nil {
			host, port = "localhost", "8080"
		}
		if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
			host = "localhost"
		}
		text = scheme + net.JoinHostPort(host, port)
	}
	return parseBaseURL(text)
}

func parseBaseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, gendu.Errorf(gendu.Invalid, "The base URL must be like https://gendu.example, without a path.")
	}
	u.Path = ""
	return u, nil
}

func (s *Server) origin() string { return s.baseURL }

func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
