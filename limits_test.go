package gendu_test

import (
	"strings"
	"testing"

	"gendu"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	l := gendu.Limits{Bytes: 1000, Takes: 3, Uploads: 2, Settings: 2, Streams: 1}
	for _, c := range []struct {
		name string
		err  error
		want string // in the message; "": allowed
	}{
		{"the first", l.OneMoreTake(gendu.Usage{}, 1000), ""},
		{"too many bytes", l.OneMoreTake(gendu.Usage{Bytes: 1, Takes: 1}, 1000), "1 bytes of 1 kB"},
		{"too many takes", l.OneMoreTake(gendu.Usage{Takes: 3}, 1), "3 of 3 recordings"},
		{"the last", l.OneMoreTake(gendu.Usage{Bytes: 999, Takes: 2}, 1), ""},
		{"an upload", l.OneMoreUpload(1), ""},
		{"one upload more", l.OneMoreUpload(2), "2 of 2 uploads"},
		{"a setting", l.OneMoreSetting(1), ""},
		{"one setting more", l.OneMoreSetting(2), "2 of 2 settings"},
		{"a stream", l.OneMoreStream(0), ""},
		{"one stream more", l.OneMoreStream(1), "1 of 1 pages"},
	} {
		switch {
		case c.want == "" && c.err != nil:
			t.Errorf("%s: %v", c.name, c.err)
		case c.want != "" && (gendu.KindOf(c.err) != gendu.Quota || !strings.Contains(gendu.MessageOf(c.err), c.want)):
			t.Errorf("%s: %v, want quota with %q", c.name, c.err, c.want)
		}
	}
	if err := gendu.DefaultLimits().Validate(); err != nil {
		t.Error(err)
	}
	if (gendu.Limits{Takes: -1}).Validate() == nil {
		t.Error("-1 takes are a limit")
	}
}

func TestBytes(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0 bytes", 999: "999 bytes", 1000: "1 kB", 1550: "1.6 kB", 999_949: "999.9 kB", 999_950: "1 MB",
		20e9: "20 GB", 1 << 62: "4.6 EB",
	} {
		if got := gendu.Bytes(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
