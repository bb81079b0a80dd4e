package installation

import (
	"bytes"
	"strings"
	"testing"
)

func FuzzDeletions(f *testing.F) {
	f.Add([]byte(`{"id":"x","kind":"take","subject":"a","other":"b","at":5}` + "\n"))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := ParseDeletions(bytes.NewReader(text))
		for _, d := range list {
			if d.Validate() != nil {
				t.Fatalf("%+v, %v", d, err)
			}
		}
	})
}

// TestParseDeletions names the line of what is wrong.
func TestParseDeletions(t *testing.T) {
	t.Parallel()
	const good = `{"id":"x","kind":"take","subject":"a","other":"b","at":5}` + "\n"
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"two", good + good, ""},
		{"cut", good + good[:20], "line 2"},
		{"of a newer gendu", good + strings.Replace(good, "take", "melody", 1), `line 2 of the deletion log cannot be read: a deletion of kind "melody"`},
		{"without a moment", strings.Replace(good, "5", "0", 1), "line 1"},
		{"too long", good + `{"id":"` + strings.Repeat("x", mostDeletion) + `"}`, "line 2"},
	} {
		_, err := ParseDeletions(strings.NewReader(c.text))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
