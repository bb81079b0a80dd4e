package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// usage is what processes have used so far, by the kernel's own account.
type usage struct {
	cpu    float64 // user and system seconds
	peakKB int     // the largest resident size
}

const ticksPerSecond = 100 // USER_HZ, fixed on Linux

func usageOf(pids []int) usage {
	var u usage
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		if len(fields) > 12 {
			user, _ := strconv.Atoi(fields[11])
			system, _ := strconv.Atoi(fields[12])
			u.cpu += float64(user+system) / ticksPerSecond
		}
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		for line := range strings.Lines(string(status)) {
			if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
				kb, _ := strconv.Atoi(strings.Fields(rest)[0])
				u.peakKB = max(u.peakKB, kb)
			}
		}
	}
	return u
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
