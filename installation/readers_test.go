package installation

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// TestParseDeletionsFromAnyReader reads the log as object storage may deliver it. One that
// ends with an error is refused: a restore must not bring back what its rest would delete.
func TestParseDeletionsFromAnyReader(t *testing.T) {
	t.Parallel()
	const text = `{"id":"x","kind":"take","subject":"a","other":"b","at":5}` + "\n" + `{"id":"y","kind":"class","subject":"c","at":6}` + "\n"
	want, err := ParseDeletions(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, reader := range map[string]func(io.Reader) io.Reader{
		"halves": iotest.HalfReader, "bytes": iotest.OneByteReader, "data with the end": iotest.DataErrReader,
	} {
		if got, err := ParseDeletions(reader(strings.NewReader(text))); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
	broken := errors.New("the line is dead")
	cut := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
	if _, err := ParseDeletions(cut); !errors.Is(err, broken) {
		t.Errorf("a log that was cut off by an error gave %v", err)
	}
}
