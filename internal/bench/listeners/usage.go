package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// usage is what processes have used so far, by the kernel's own account.
type usage struct {
	cpu    float64 // user and system seconds
	peakKB int     // the largest resident size
}

// usageOf adds up the threads of the processes. Their time comes from schedstat,
// in ns: the ticks of 10 ms in stat are too coarse, since nginx sends some
// hundreds of ranges in one. The threads of neither server end while it runs.
func usageOf(pids []int) (usage, error) {
	var u usage
	for _, pid := range pids {
		tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		if err != nil || len(tasks) == 0 {
			return u, errors.Join(err, fmt.Errorf("process %d is gone, or this kernel has no schedstat", pid))
		}
		for _, task := range tasks {
			b, err := os.ReadFile(task)
			if err != nil {
				return u, err
			}
			on, _, _ := strings.Cut(string(b), " ")
			ns, err := strconv.ParseInt(on, 10, 64)
			if err != nil {
				return u, fmt.Errorf("%s: %w", task, err)
			}
			u.cpu += float64(ns) / 1e9
		}
		peak, err := peakOf(pid)
		if err != nil {
			return u, err
		}
		u.peakKB = max(u.peakKB, peak)
	}
	return u, nil
}

func peakOf(pid int) (kb int, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
		}
	}
	return 0, fmt.Errorf("the status of process %d names no VmHWM", pid)
}

// withChildren is a process and its children, as nginx and its workers are.
func withChildren(pid int) []int {
	pids := []int{pid}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return pids
	}
	for _, f := range strings.Fields(string(b)) {
		if child, err := strconv.Atoi(f); err == nil {
			pids = append(pids, child)
		}
	}
	return pids
}
