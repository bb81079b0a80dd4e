package jobs

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Owner names this process for leases: "HOST/PID/START". The start, in clock
// ticks since the machine came up, tells two processes of one number apart, as
// they follow each other in a container. A process that holds many leases at once
// tells them apart by what it writes behind it: "HOST/PID/START/WHICH".
func Owner() string {
	pid := os.Getpid()
	return fmt.Sprintf("%s%d/%s", OwnerPrefix(), pid, startOf(pid))
}

// OwnerPrefix begins the owner of every process of this machine.
func OwnerPrefix() string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "localhost"
	}
	return strings.ReplaceAll(host, "/", "-") + "/"
}

// Alive says whether the process behind an owner of this machine still runs.
// What stands behind the process's own name says which of its leases it is, and
// does not matter. What cannot be told counts as alive: its lease runs out by
// itself.
func Alive(owner string) bool {
	parts := strings.Split(strings.TrimPrefix(owner, OwnerPrefix()), "/")
	if len(parts) < 2 {
		return true
	}
	pid, err := strconv.Atoi(parts[0])
	if err != nil {
		return true
	}
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		return true // no such file system here
	}
	return startOf(pid) == parts[1]
}

// startOf is field 22 of /proc/PID/stat (proc(5)), "" where there is none.
func startOf(pid int) string {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	// The second field is the program's name in brackets and may hold anything.
	_, rest, ok := cutLast(string(stat), ")")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 20 {
		return ""
	}
	if fields[0] == "Z" {
		return "" // dead, and only waited for
	}
	return fields[19]
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
