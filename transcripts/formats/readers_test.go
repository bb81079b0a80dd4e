package formats_test

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"gendu/transcripts/formats"
)

// TestParseFromAnyReader reads a file as a network may deliver it: in halves, byte by
// byte, with the last bytes together with the end, and cut off by an error.
func TestParseFromAnyReader(t *testing.T) {
	t.Parallel()
	const file = "1\n00:00:01,000 --> 00:00:02,500\nHello, 你好.\n\n2\n00:00:03,000 --> 00:00:04,000\nGoodbye.\n"
	want, _, err := formats.Parse("a.srt", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for name, reader := range map[string]func(io.Reader) io.Reader{
		"halves": iotest.HalfReader, "bytes": iotest.OneByteReader, "data with the end": iotest.DataErrReader,
	} {
		got, format, err := formats.ParseFrom("a.srt", reader(strings.NewReader(file)))
		if err != nil || format != formats.SRT || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v, %+v", name, err, format, got)
		}
	}
	broken := errors.New("the line is dead")
	cut := io.MultiReader(strings.NewReader(file[:60]), iotest.ErrReader(broken))
	if _, _, err := formats.ParseFrom("a.srt", cut); !errors.Is(err, broken) {
		t.Errorf("a file that was cut off by an error gave %v", err)
	}
}
