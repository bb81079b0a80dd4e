package server

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"gendu/installation"
	"gendu/internal/durable"
	"gendu/objects"
)

// spaceFor says whether the server may take in something of size bytes. What is refused
// here can be sent later; reading, deleting and signing in are never asked about.
func (s *Server) spaceFor(size int64) error {
	if err := s.space.ForRows(); err != nil {
		return err
	}
	return s.bucket.Fits(size)
}

// tempError gives an error of writing a temporary file its kind.
func tempError(err error) error {
	if durable.IsFull(err) {
		return installation.TempFull(err)
	}
	return err
}

// mayKeep says whether a person may keep one more take of size bytes.
func (s *Server) mayKeep(ctx context.Context, size int64) error {
	used, err := s.store.Usage(ctx, requestOf(ctx).user.ID)
	if err != nil {
		return err
	}
	return s.store.Limits().OneMoreTake(used, size)
}

// spaceCollector shows how much space is left.
type spaceCollector struct {
	space  *installation.Space
	bucket *objects.Bucket
}

var spaceLeft = prometheus.NewDesc("gendu_free_bytes",
	"Bytes free on the disks that gendu writes to: objects, database, temporary.", []string{"of"}, nil)

// Describe implements [prometheus.Collector].
func (spaceCollector) Describe(out chan<- *prometheus.Desc) { out <- spaceLeft }

// Collect implements [prometheus.Collector]. Of S3 and of PostgreSQL nothing is known.
func (c spaceCollector) Collect(out chan<- prometheus.Metric) {
	left := c.space.Left()
	if free, ok := c.bucket.Free(); ok {
		left["objects"] = free
	}
	for of, free := range left {
		out <- prometheus.MustNewConstMetric(spaceLeft, prometheus.GaugeValue, float64(free), of)
	}
}
