// Command listeners measures the shipped server under load, from a process of
// its own: paced listeners who fetch their episode by Range with a session, and
// the CPU that a range costs beside nginx on the same file.
//
//	go build -o bin/gendu ./cmd/gendu && go run ./internal/bench/listeners
//
// All traffic stays on 127.0.0.1, and both loads end by themselves.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)
	var (
		gendu     = flag.String("gendu", "bin/gendu", "the built server")
		listeners = flag.Int("listeners", 2000, "paced listeners at once")
		seconds   = flag.Int("seconds", 60, "how long they listen")
		ranges    = flag.Int("ranges", 4000, "256 KiB ranges for each server of the comparison")
	)
	flag.Parse()
	if err := run(*gendu, *listeners, time.Duration(*seconds)*time.Second, *ranges); err != nil {
		log.Fatal("listeners: ", err)
	}
}

func run(binary string, listeners int, d time.Duration, ranges int) error {
	dir, err := os.MkdirTemp("", "gendu-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := startGendu(binary, dir)
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Printf("file: %s, %.1f MB\n", s.path, float64(s.size)/1e6)

	before := usageOf(s.pids())
	r := pace(s.target(), listeners, d)
	after := usageOf(s.pids())
	fmt.Printf("paced: %d listeners, 64 KiB every 4 s, %v: %d ranges, %d errors, first byte p50 %.1f ms, p99 %.1f ms, server CPU %.1f s (%.0f %% of one core), peak memory %d MB\n",
		listeners, d, r.done, r.errors, ms(r.percentile(50)), ms(r.percentile(99)),
		after.cpu-before.cpu, 100*(after.cpu-before.cpu)/d.Seconds(), after.peakKB>>10)

	n, err := startNginx(dir, s.objectFile)
	if err != nil {
		return fmt.Errorf("nginx, the peer of the comparison: %w", err)
	}
	defer n.stop()
	return compare(s, n, ranges)
}

// compare takes turns, so that a machine whose speed drifts is fair to both.
func compare(s *genduServer, n *nginxServer, ranges int) error {
	const turns = 5
	var own, peer []float64
	for range turns {
		own = append(own, cost(s.target(), s.pids, ranges/turns))
		peer = append(peer, cost(n.target(s.size), n.pids, ranges/turns))
	}
	a, b := median(own), median(peer)
	fmt.Printf("256 KiB ranges, %d each in %d turns: gendu %.0f µs CPU, nginx %.0f µs CPU, ratio %.2f (goal 1.2)\n", ranges, turns, a*1e6, b*1e6, a/b)
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
