package faults

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// workDir holds the built program while the tests run.
var workDir string

// TestMain takes the tests of disks out of the list where this machine cannot mount an image,
// so that they count neither as passed nor as skipped there. `make faults`, which is asked for
// every proof, fails instead.
func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	var err error
	if workDir, err = os.MkdirTemp("", "gendu-faults-"); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		return 1
	}
	defer os.RemoveAll(workDir)
	if err := canMount(workDir); err != nil {
		fmt.Fprintln(os.Stderr, "faults: TestPowerCut, TestDiskFull and TestReadOnlyMount are not run, since no image can be mounted here:", err)
		if all() {
			return 1
		}
		skip := flag.Lookup("test.skip")
		pattern := "^(TestPowerCut|TestDiskFull|TestReadOnlyMount)$"
		if given := skip.Value.String(); given != "" {
			pattern += "|" + given
		}
		if err := skip.Value.Set(pattern); err != nil {
			fmt.Fprintln(os.Stderr, "faults:", err)
			return 1
		}
	}
	return m.Run()
}

// canMount tries to mount a small image. Where mkfs.ext4 is missing it says
// nothing: that is to be installed, and the test says so.
func canMount(dir string) error {
	if os.Geteuid() != 0 {
		return errors.New("this is not root")
	}
	if _, err := exec.LookPath("mkfs.ext4"); err != nil {
		return nil //nolint:nilerr // see above
	}
	image, on := filepath.Join(dir, "probe.img"), filepath.Join(dir, "probe")
	if err := os.Mkdir(on, 0o700); err != nil {
		return err
	}
	for _, c := range [][]string{
		{"truncate", "-s", "8M", image},
		{"mkfs.ext4", "-q", image},
		{"mount", "-o", "loop", image, on},
		{"umount", on},
	} {
		if out, err := exec.Command(c[0], c[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", c[0], err, out)
		}
	}
	return nil
}
