package installation

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu/objects"
	"gendu/store"
)

func FuzzDeletions(f *testing.F) {
	f.Add([]byte(`{"id":"x","kind":"take","subject":"a","other":"b","at":5}` + "\n"))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := ParseDeletions(bytes.NewReader(text))
		for _, d := range list {
			if store.CheckDeletion(d) != nil {
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
		{"too long", good + `{"id":"` + strings.Repeat("x", maxDeletion) + `"}`, "line 2"},
	} {
		_, err := ParseDeletions(strings.NewReader(c.text))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// TestMergeDeletions puts past days together: each entry once, today and what cannot be
// read left alone.
func TestMergeDeletions(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, _ func() *store.Store, bucket func() *objects.Bucket) {
		b := bucket()
		ctx := t.Context()
		now := time.Date(2026, 12, 10, 12, 0, 0, 0, time.UTC)
		put := func(key string, ids ...string) {
			t.Helper()
			var text strings.Builder
			for _, id := range ids {
				text.WriteString(`{"id":"` + id + `","kind":"class","subject":"c","at":5}` + "\n")
			}
			if err := b.Put(ctx, DeletionsPrefix+key, strings.NewReader(text.String()), int64(text.Len())); err != nil {
				t.Fatal(err)
			}
		}
		put("2026-12-01/a", "1", "2")
		put("2026-12-01/b", "2")
		put("2026-12-01/c", "3")
		put("2026-12-02/a", "4")
		put("2026-12-10/a", "5")
		put("2026-12-10/b", "6")
		put("2026-12-03/a", "7")
		if err := b.Put(ctx, DeletionsPrefix+"2026-12-03/b", strings.NewReader("x"), 1); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := MergeDeletions(ctx, b, now); err != nil {
				t.Fatal(err)
			}
		}
		// A backup copies what its copy of the log does not hold: that is nothing, whichever
		// of the two was put together first.
		merged := func() (list []string) {
			for info, err := range b.List(ctx, DeletionsPrefix+"2026-12-01/") {
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, info.Key)
			}
			return list
		}
		before := merged()
		put("2026-12-01/b", "2")
		if err := MergeDeletions(ctx, b, now); err != nil {
			t.Fatal(err)
		}
		if after := merged(); len(after) != 1 || !slices.Equal(before, after) {
			t.Errorf("the day was in %q, and with an entry copied once more in %q", before, after)
		}
		objectsOf, ids := map[string]int{}, []string{}
		for logged, err := range Deletions(ctx, b, DeletionsPrefix) {
			if err != nil && logged.Key != DeletionsPrefix+"2026-12-03/b" {
				t.Error(err)
			}
			objectsOf[strings.Split(logged.Key, "/")[1]]++
			for _, d := range logged.Entries {
				ids = append(ids, string(d.ID))
			}
		}
		slices.Sort(ids)
		want := map[string]int{"2026-12-01": 1, "2026-12-02": 1, "2026-12-03": 2, "2026-12-10": 2}
		if !maps.Equal(objectsOf, want) || !slices.Equal(ids, []string{"1", "2", "3", "4", "5", "6", "7"}) {
			t.Errorf("%v, %q", objectsOf, ids)
		}
	})
}
