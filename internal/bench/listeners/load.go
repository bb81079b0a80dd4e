package main

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// target is a file behind a server.
type target struct {
	url  string
	size int64
}

// result is what a load met.
type result struct {
	done, errors int
	first        []time.Duration // to the first byte, sorted
}

func (r *result) percentile(p int) time.Duration {
	if len(r.first) == 0 {
		return 0
	}
	return r.first[min(len(r.first)*p/100, len(r.first)-1)]
}

const (
	pacedRange = 64 << 10
	pacedEvery = 4 * time.Second
	burstRange = 256 << 10
)

// pace runs a listener for each cookie, who fetches a range every few seconds for
// d; they are spread evenly over the period.
func pace(t target, cookies []string, d time.Duration) *result {
	listeners := len(cookies)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: listeners, MaxConnsPerHost: listeners, DisableCompression: true}, Timeout: 30 * time.Second}
	var mu sync.Mutex
	var wg sync.WaitGroup
	all := &result{}
	end := time.Now().Add(d)
	for i, cookie := range cookies {
		wg.Go(func() {
			time.Sleep(pacedEvery * time.Duration(i) / time.Duration(listeners))
			var mine result
			at := t.size / int64(listeners) * int64(i)
			for next := time.Now(); next.Before(end); next = next.Add(pacedEvery) {
				time.Sleep(time.Until(next))
				mine.fetch(client, t, cookie, at%max(t.size-pacedRange, 1), pacedRange)
				at += pacedRange
			}
			mu.Lock()
			defer mu.Unlock()
			all.done += mine.done
			all.errors += mine.errors
			all.first = append(all.first, mine.first...)
		})
	}
	wg.Wait()
	client.CloseIdleConnections()
	slices.Sort(all.first)
	return all
}

// fetch gets one range, with a session where there is a cookie, and checks that it
// is what was asked for.
func (r *result) fetch(client *http.Client, t target, cookie string, at, n int64) {
	request, err := http.NewRequest(http.MethodGet, t.url, nil)
	if err != nil {
		r.errors++
		return
	}
	request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", at, at+n-1))
	if cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	began := time.Now()
	response, err := client.Do(request)
	if err != nil {
		r.errors++
		return
	}
	defer response.Body.Close()
	first := make([]byte, 1)
	if _, err := io.ReadFull(response.Body, first); err != nil {
		r.errors++
		return
	}
	r.first = append(r.first, time.Since(began))
	rest, err := io.Copy(io.Discard, response.Body)
	if err != nil || response.StatusCode != http.StatusPartialContent || rest+1 != n {
		r.errors++
		return
	}
	r.done++
}

// conns is how many connections ask at once where the cost of a range is measured.
const conns = 8

// cost is the CPU seconds that the server spends on one 256 KiB range, over n of
// them; cookie gives the session of each.
func cost(t target, pids func() []int, n int, cookie func(i int) string) (float64, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: conns, DisableCompression: true}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	each := n / conns
	var failed [conns]int
	before, err := usageOf(pids())
	if err != nil {
		return 0, err
	}
	var wg sync.WaitGroup
	for c := range conns {
		wg.Go(func() {
			var r result
			for i := c * each; i < (c+1)*each; i++ {
				r.fetch(client, t, cookie(i), int64(i)*burstRange%max(t.size-burstRange, 1), burstRange)
			}
			failed[c] = r.errors
		})
	}
	wg.Wait()
	after, err := usageOf(pids())
	if err != nil {
		return 0, err
	}
	for _, errors := range failed {
		if errors > 0 {
			return 0, fmt.Errorf("%d of %d ranges from %s went wrong on one connection", errors, each, t.url)
		}
	}
	return (after.cpu - before.cpu) / float64(each*conns), nil
}
