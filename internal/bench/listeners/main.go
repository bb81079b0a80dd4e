// Command listeners measures the shipped server under load, from a process of
// its own: paced listeners who fetch their episode by Range, each with a session
// of their own, and the CPU that a range costs beside nginx on the same file.
//
//	go build -o bin/gendu ./cmd/gendu && go run ./internal/bench/listeners
//
// What is measured how: docs/serving.md; -publish writes the table there and into
// the README. All traffic stays on 127.0.0.1, and both loads end by themselves.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"
)

// options are what the flags say.
type options struct {
	binary    string
	listeners int
	listen    time.Duration
	ranges    int
	publish   bool
}

func main() {
	log.SetFlags(0)
	var o options
	flag.StringVar(&o.binary, "gendu", "bin/gendu", "the built server")
	flag.IntVar(&o.listeners, "listeners", 5000, "paced listeners at once")
	flag.DurationVar(&o.listen, "listen", time.Minute, "how long they listen")
	flag.IntVar(&o.ranges, "ranges", 4000, "256 KiB ranges for each row of the comparison")
	flag.BoolVar(&o.publish, "publish", false, "write the table into docs/serving.md and README.md")
	flag.Parse()
	if o.listeners < 1 || o.ranges < turns*conns {
		log.Fatalf("listeners: at least 1 listener and %d ranges are needed", turns*conns)
	}
	if err := run(context.Background(), o); err != nil {
		log.Fatal("listeners: ", err)
	}
}

func run(ctx context.Context, o options) error {
	busy := load()
	dir, err := os.MkdirTemp("", "gendu-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := startGendu(o.binary, dir)
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Printf("file: %s, %.1f MB\n", s.path, float64(s.size)/1e6)
	rows, err := listen(ctx, s, o)
	if err != nil {
		return err
	}
	n, err := startNginx(dir, s.objectFile)
	if err != nil {
		return fmt.Errorf("nginx, the peer of the comparison: %w", err)
	}
	defer n.stop()
	compared, err := compare(ctx, s, n, o.ranges)
	if err != nil {
		return err
	}
	out := table(append(rows, compared...), busy)
	fmt.Print("\n", out)
	if o.publish {
		return publish(out)
	}
	return nil
}

// listen measures the paced listeners.
func listen(ctx context.Context, s *genduServer, o options) ([]row, error) {
	cookies, err := signedIn(ctx, s.database, s.cookieName(), "listener", o.listeners)
	if err != nil {
		return nil, err
	}
	before, err := usageOf(s.pids())
	if err != nil {
		return nil, err
	}
	if cookies, err = s.granted(cookies); err != nil {
		return nil, err
	}
	r := pace(s.target(), cookies, o.listen)
	after, err := usageOf(s.pids())
	if err != nil {
		return nil, err
	}
	if r.done == 0 {
		return nil, fmt.Errorf("none of %d ranges was answered well", r.errors)
	}
	cpu := after.cpu - before.cpu
	who := fmt.Sprintf("%d listeners with a session each, 64 KiB every 4 s for %v", o.listeners, o.listen)
	return []row{
		{who + ": errors", "0", judged(fmt.Sprintf("%d of %d ranges", r.errors, r.done+r.errors), r.errors == 0)},
		{"first byte, p50", "", fmt.Sprintf("%.1f ms", ms(r.percentile(50)))},
		{"first byte, p99", "", fmt.Sprintf("%.1f ms", ms(r.percentile(99)))},
		{"CPU of the server", "", fmt.Sprintf("%.0f %% of one core, %.0f µs a range", 100*cpu/o.listen.Seconds(), 1e6*cpu/float64(r.done))},
		{"peak memory of the server", "", fmt.Sprintf("%d MB", after.peakKB>>10)},
	}, nil
}

// turns is how often the three take their turn.
const turns = 5

// compare measures a range of gendu, cold and warm, and of nginx. They take turns,
// so that a machine whose speed drifts is fair to all.
//
// Cold: each request of a turn has another session, with the grant that the page of
// the episode gave its browser. Warm: all have one session, as the burst of one
// player has.
func compare(ctx context.Context, s *genduServer, n *nginxServer, ranges int) ([]row, error) {
	each := ranges / turns
	// New ones: none is due to be noted as seen, which happens once a minute.
	cookies, err := signedIn(ctx, s.database, s.cookieName(), "other", each)
	if err != nil {
		return nil, err
	}
	if cookies, err = s.granted(cookies); err != nil {
		return nil, err
	}
	own, err := s.granted([]string{s.cookie})
	if err != nil {
		return nil, err
	}
	ways := []struct {
		t      target
		pids   func() []int
		cookie func(i int) string
	}{
		{s.target(), s.pids, func(i int) string { return cookies[i] }},
		{s.target(), s.pids, func(int) string { return own[0] }},
		{n.target(s.size), n.pids, func(int) string { return "" }},
	}
	spent := make([][]float64, len(ways))
	for range turns {
		for i, w := range ways {
			used, err := cost(w.t, w.pids, each, w.cookie)
			if err != nil {
				return nil, err
			}
			spent[i] = append(spent[i], used)
		}
		time.Sleep(memoryLife + memoryLife/5)
	}
	cold, warm, peer := median(spent[0]), median(spent[1]), median(spent[2])
	goal := fmt.Sprintf("%.1f × nginx", goalRatio)
	against := func(what string, own float64) row {
		return row{what, goal, judged(fmt.Sprintf("%.0f µs, %.2f × nginx", own*1e6, own/peer), own/peer <= goalRatio)}
	}
	return []row{
		against("CPU of a 256 KiB range, cold: each of another session", cold),
		against("CPU of a 256 KiB range, warm: the burst of one player", warm),
		{"CPU of a 256 KiB range, nginx, same file", "", fmt.Sprintf("%.0f µs", peer*1e6)},
	}, nil
}

// memoryLife is how long a server remembers a permission (docs/adr/0010).
const memoryLife = time.Second

func median(x []float64) float64 {
	s := slices.Clone(x)
	slices.Sort(s)
	return s[len(s)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// cookieName is the name in "name=token".
func (s *genduServer) cookieName() string {
	name, _, _ := strings.Cut(s.cookie, "=")
	return name
}
