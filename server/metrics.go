package server

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"gendu"
	"gendu/server/httpio"
	"gendu/store"
)

// metrics counts requests by route. Each server has a registry of its own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	bytes    *prometheus.CounterVec
	inFlight prometheus.Gauge
	lost     prometheus.Counter
}

func newMetrics(rows *store.Store, space spaceCollector) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "gendu_http_requests_total", Help: "Requests by method, route and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "gendu_http_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60},
		}, []string{"route"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "gendu_http_response_bytes_total", Help: "Bytes of bodies sent, by route.",
		}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "gendu_http_requests_in_flight", Help: "Requests being answered now.",
		}),
	}
	m.lost = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "gendu_lost_objects_total", Help: "Requests for an object that a row names and that is not in the object store.",
	})
	m.registry.MustRegister(m.requests, m.seconds, m.bytes, m.inFlight, m.lost, sweepCollector{rows}, jobCollector{rows}, space,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(method, route string, status int, took time.Duration, size int64) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other" // anybody can invent methods, and each would be a series
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
	m.bytes.WithLabelValues(route).Add(float64(size))
}

// Metrics serves the counters, for a listener of their own.
func (s *Server) Metrics() http.Handler {
	return promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{})
}

// serveMetrics shows the counters to who has the token, and to nobody else: they tell how
// much a server is used, and where a request comes from tells nothing, since a proxy on the
// same machine brings those of strangers.
func (s *Server) serveMetrics() echo.HandlerFunc {
	h := s.Metrics()
	want := sha256.Sum256([]byte("Bearer " + s.cfg.MetricsToken))
	return func(c echo.Context) error {
		got := sha256.Sum256([]byte(c.Request().Header.Get(echo.HeaderAuthorization)))
		if s.cfg.MetricsToken == "" || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			return httpio.ErrNothing()
		}
		h.ServeHTTP(c.Response(), c.Request())
		return nil
	}
}

// jobCollector shows how much work there is.
type jobCollector struct{ store *store.Store }

var jobsNow = prometheus.NewDesc("gendu_jobs", "Jobs by kind and state; those that ended are counted for 14 days.", []string{"kind", "state"}, nil)

// Describe implements [prometheus.Collector].
func (jobCollector) Describe(out chan<- *prometheus.Desc) { out <- jobsNow }

// Collect implements [prometheus.Collector]. While the database does not answer there is
// nothing to show.
func (c jobCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readyTime)
	defer cancel()
	list, err := c.store.CountJobs(ctx)
	if err != nil {
		return
	}
	for _, v := range list {
		out <- prometheus.MustNewConstMetric(jobsNow, prometheus.GaugeValue, float64(v.Count), string(v.Kind), string(v.State))
	}
}

// sweepCollector shows the newest sweep of any server.
type sweepCollector struct{ store *store.Store }

var (
	sweepStopped = prometheus.NewDesc("gendu_sweep_stopped",
		"1 when the last sweep of the object store stopped because too many objects had no row.", nil, nil)
	sweepUnknown = prometheus.NewDesc("gendu_sweep_unknown_objects",
		"Objects without a row that the last sweep found.", nil, nil)
	sweepObjects = prometheus.NewDesc("gendu_sweep_objects",
		"Objects in the object store that the last sweep saw, without the trash.", nil, nil)
	sweepEnded = prometheus.NewDesc("gendu_sweep_end_timestamp_seconds",
		"When the last sweep ended, in seconds since 1970.", nil, nil)
)

// Describe implements [prometheus.Collector].
func (sweepCollector) Describe(out chan<- *prometheus.Desc) {
	out <- sweepStopped
	out <- sweepUnknown
	out <- sweepEnded
	out <- sweepObjects
}

// Collect implements [prometheus.Collector]. Before the first sweep, and while the
// database does not answer, there is nothing to show.
func (c sweepCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readyTime)
	defer cancel()
	v, err := c.store.LastSweep(ctx)
	if err != nil {
		return
	}
	stopped := 0.0
	if v.Stopped {
		stopped = 1
	}
	out <- prometheus.MustNewConstMetric(sweepStopped, prometheus.GaugeValue, stopped)
	out <- prometheus.MustNewConstMetric(sweepUnknown, prometheus.GaugeValue, float64(v.Unknown))
	out <- prometheus.MustNewConstMetric(sweepObjects, prometheus.GaugeValue, float64(v.Objects))
	out <- prometheus.MustNewConstMetric(sweepEnded, prometheus.GaugeValue, float64(v.EndedAt.Unix()))
}

// healthz says that the process answers.
func (s *Server) healthz(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{"status": "ok"})
}

const readyTime = 3 * time.Second

// readyz says whether requests can be served: the database and the objects answer,
// temporary files can be written, and the server is not stopping.
func (s *Server) readyz(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readyTime)
	defer cancel()
	if s.services.Stop.Err() != nil {
		return gendu.Errorf(gendu.Unavailable, "The server is stopping.")
	}
	if err := s.services.Store.Ping(ctx); err != nil {
		return gendu.Wrap(err, gendu.Unavailable, "The database does not answer.")
	}
	// A full object store can still be read.
	if err := s.services.Bucket.Check(ctx); err != nil && gendu.KindOf(err) != gendu.Full {
		return gendu.Wrap(err, gendu.Unavailable, "The object store does not answer.")
	}
	if err := s.services.Space.ForTemp(); err != nil {
		return httpio.WithStatus(http.StatusServiceUnavailable, err)
	}
	return c.JSON(http.StatusOK, map[string]string{"status": "ready"})
}
