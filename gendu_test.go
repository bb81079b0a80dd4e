package gendu_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
)

func TestNewIDSortsByTimeAndParses(t *testing.T) {
	t.Parallel()
	base := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	var ids []string
	for i := range 200 {
		id := gendu.NewID(base.Add(time.Duration(i) * time.Millisecond))
		if parsed, err := gendu.ParseID(string(id)); err != nil || parsed != id {
			t.Fatalf("ParseID(%q) = %q, %v", id, parsed, err)
		}
		if id[14] != '7' || !strings.ContainsRune("89ab", rune(id[19])) {
			t.Fatalf("%q is not of version 7 and variant 10", id)
		}
		ids = append(ids, string(id))
	}
	if !slices.IsSorted(ids) {
		t.Error("ids of later moments sort before earlier ones")
	}
	if len(slices.Compact(ids)) != 200 {
		t.Error("two ids are the same")
	}
}

func TestParseIDRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "x", "0192F0C1-2345-7abc-8def-0123456789ab", "0192f0c1 2345-7abc-8def-0123456789ab",
		"0192f0c1-2345-7abc-8def-0123456789a", "0192f0c1-2345-7abc-8def-0123456789abc",
		"../../../../../../../../../etc/passwd", "0192f0c1-2345-7abc-8def-0123456789ag", strings.Repeat("跟", 36),
	} {
		if id, err := gendu.ParseID(text); gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("ParseID(%q) = %q, %v: want an error of kind invalid", text, id, err)
		}
	}
}

func TestErrorsKeepTheirKindAndHideTheirCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk on fire")
	cases := []struct {
		name    string
		err     error
		kind    gendu.Kind
		message string
	}{
		{"none", nil, "", ""},
		{"foreign", cause, gendu.Internal, "Something went wrong"},
		{"made", gendu.Errorf(gendu.Invalid, "line %d is odd", 3), gendu.Invalid, "line 3 is odd"},
		{"wrapped", gendu.Wrap(cause, gendu.Unavailable, "Try later."), gendu.Unavailable, "Try later."},
		{"deep", fmt.Errorf("reading: %w", gendu.Wrap(cause, gendu.NotFound, "There is no such show.")), gendu.NotFound, "There is no such show."},
		{"internal", gendu.Wrap(cause, gendu.Internal, "secret"), gendu.Internal, "Something went wrong"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := gendu.KindOf(c.err); got != c.kind {
				t.Errorf("kind %q, want %q", got, c.kind)
			}
			if c.err == nil {
				return
			}
			got := gendu.MessageOf(c.err)
			if !strings.HasPrefix(got, c.message) || strings.Contains(got, "fire") || strings.Contains(got, "secret") {
				t.Errorf("the person reads %q, want %q and nothing of the cause", got, c.message)
			}
		})
	}
	if err := gendu.Wrap(cause, gendu.Busy, "x"); !errors.Is(err, cause) {
		t.Error("the cause of a wrapped error is lost")
	}
	if gendu.Wrap(nil, gendu.Busy, "x") != nil {
		t.Error("wrapping nothing gives an error")
	}
}

func TestRolesOfUser(t *testing.T) {
	t.Parallel()
	u := &gendu.User{Roles: []gendu.Role{gendu.Learner, gendu.Host}}
	if !u.Has(gendu.Host) || u.Has(gendu.Admin) {
		t.Errorf("%v: host %v, admin %v", u.Roles, u.Has(gendu.Host), u.Has(gendu.Admin))
	}
	var nobody *gendu.User
	if nobody.Has(gendu.Learner) {
		t.Error("nobody is a learner")
	}
}

func TestCueFitTo(t *testing.T) {
	t.Parallel()
	words := func() []gendu.Word {
		return []gendu.Word{{Text: "a", StartMS: 100, EndMS: 200}, {Text: "b", StartMS: 250, EndMS: 400}}
	}
	for name, c := range map[string]struct {
		duration, start, end int64
		spoken               bool
		words                int
	}{
		"inside":                {1000, 100, 400, true, 2},
		"to the end":            {400, 100, 400, true, 2},
		"over the end":          {300, 100, 300, true, 1},
		"from the end":          {100, 0, 0, false, 0},
		"behind the end":        {50, 0, 0, false, 0},
		"an audio of no length": {0, 0, 0, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cue := gendu.Cue{StartMS: 100, EndMS: 400, Confidence: 1, Spoken: true, Words: words()}
			cue.FitTo(c.duration)
			if cue.StartMS != c.start || cue.EndMS != c.end || cue.Spoken != c.spoken || len(cue.Words) != c.words || (cue.Confidence > 0) != c.spoken {
				t.Errorf("got %+v", cue)
			}
		})
	}
}
