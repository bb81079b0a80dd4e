package installation

import (
	"sync"
	"testing"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

// TestBind joins pairs that lack one or both ids, or refuses to.
func TestBind(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name           string
		database       string // its id
		objects        string
		known, unknown int // objects with and without a row
		missing        int // rows without an object
		foreign        int
		want           string // the common id; "new" for any, "" where it is refused
	}{
		{name: "a new pair", want: "new"},
		{name: "bound", database: "a", objects: "a", unknown: 3, want: "a"},
		{name: "two installations", database: "a", objects: "b", known: 60},
		{name: "before there were ids", known: 60, want: "new"},
		{name: "half of all are known", known: 10, unknown: 10, want: "new"},
		{name: "less than half are known", known: 9, unknown: 10},
		{name: "an empty database without an id", objects: "a", unknown: 10},
		{name: "a second new database", objects: "a"},
		{name: "a restored database without an id", objects: "a", known: 8, unknown: 4, want: "a"},
		{name: "an empty store", database: "a", missing: 1},
		{name: "an empty store without ids", missing: 1},
		{name: "a new store for a new database", database: "a", want: "a"},
		{name: "objects without the id", database: "a", known: 5, want: "a"},
		{name: "beside somebody else's objects", foreign: 60, known: 1, want: "new"},
	}
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				p := newPair(t, database(), bucket())
				if c.database != "" {
					_, err := p.rows.AdoptInstallationID(t.Context(), c.database)
					p.ok(err)
				}
				if c.objects != "" {
					p.put(idKey, []byte(c.objects+"\n"))
				}
				p.rowsOf(0, c.known+c.missing)
				p.bytesOfTakes(c.missing, c.known+c.missing)
				p.bytesOfTakes(1000, 1000+c.unknown)
				for n := range c.foreign {
					p.put("backup/"+string(p.take(n).ID), nil)
				}
				err := p.bind()
				ids, readErr := ReadIDs(t.Context(), p.rows, p.bucket)
				p.ok(readErr)
				if c.want == "" {
					if gendu.KindOf(err) != gendu.Conflict || ids != (IDs{c.database, c.objects}) {
						t.Errorf("Bind = %v, and the ids are %+v", err, ids)
					}
					return
				}
				if c.want == "new" {
					c.want = ids.Database
				}
				if err != nil || c.want == "" || ids != (IDs{c.want, c.want}) {
					t.Errorf("Bind = %v, and the ids are %+v", err, ids)
				}
				if err := p.bind(); err != nil {
					t.Errorf("the second time: %v", err)
				}
			})
		}
	})
}

// TestJoin has an operator insist.
func TestJoin(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		for _, ids := range []IDs{{"", ""}, {"a", ""}, {"", "b"}, {"a", "b"}} {
			p := newPair(t, database(), bucket())
			p.bytesOfTakes(0, 1) // of which the database knows nothing
			if ids.Database != "" {
				_, err := p.rows.AdoptInstallationID(t.Context(), ids.Database)
				p.ok(err)
			}
			if ids.Objects != "" {
				p.put(idKey, []byte(ids.Objects))
			}
			if err := p.bind(); gendu.KindOf(err) != gendu.Conflict {
				t.Errorf("%+v: %v", ids, err)
			}
			p.ok(Join(t.Context(), p.rows, p.bucket))
			p.ok(p.bind())
		}
	})
}

// TestBindAtOnce starts several servers on a new pair.
func TestBindAtOnce(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if err := p.bind(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if ids, err := ReadIDs(t.Context(), p.rows, p.bucket); err != nil || ids.Database == "" || ids.Database != ids.Objects {
			t.Errorf("the ids are %+v, %v", ids, err)
		}
	})
}
