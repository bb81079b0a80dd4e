package server

import (
	"github.com/prometheus/client_golang/prometheus"

	"gendu/installation"
	"gendu/objects"
)

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
