package server

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gendu"
	"gendu/store"
)

// Lists are given in parts. A cursor is where the next part begins: the place of the last
// row in the order of the list, so that rows which come or go meanwhile shift nothing. It
// is a word without meaning to a client.

// mostOf is how many rows a part has: partAtOnce where the request says nothing.
func mostOf(limit *int) int {
	if limit != nil {
		return *limit
	}
	return partAtOnce
}

// cut makes a part of a list that was asked for one row more than most, which tells whether
// there are more: then next is the cursor behind the part.
func cut[T any](list []T, most int, cursor func(*T) string) (part []T, next *string) {
	if len(list) <= most {
		return list, nil
	}
	c := cursor(&list[most-1])
	return list[:most], &c
}

// cursorOf makes a cursor of its fields.
func cursorOf(fields ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(fields, "\x1f")))
}

// fieldsOf reads a cursor of n fields; none are those of the first part.
func fieldsOf(cursor *string, n int) ([]string, error) {
	if cursor == nil || *cursor == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(*cursor)
	if err != nil || !utf8.Valid(b) || strings.IndexByte(string(b), 0) >= 0 {
		return nil, errCursor()
	}
	fields := strings.SplitN(string(b), "\x1f", n) // a name stands last and may hold anything
	if len(fields) != n {
		return nil, errCursor()
	}
	return fields, nil
}

func errCursor() error {
	return &fieldError{"cursor", gendu.Errorf(gendu.Invalid, "The cursor is not one that this list gave.")}
}

// msText is a moment in a cursor.
func msText(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func msFrom(text string) (time.Time, error) {
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil || ms < 0 || ms > 1<<50 {
		return time.Time{}, errCursor()
	}
	return time.UnixMilli(ms).UTC(), nil
}

// placeCursor is the cursor of a list that is ordered by time.
func placeCursor(at time.Time, id gendu.ID) string { return cursorOf(msText(at), string(id)) }

func placeFrom(cursor *string) (store.Place, error) {
	f, err := fieldsOf(cursor, 2)
	if err != nil || f == nil {
		return store.Place{}, err
	}
	return placeBy(f[0], f[1])
}

func placeBy(ms, id string) (v store.Place, err error) {
	if v.At, err = msFrom(ms); err != nil {
		return v, err
	}
	if v.ID, err = gendu.ParseID(id); err != nil {
		return v, errCursor()
	}
	return v, nil
}

// namedCursor is the cursor of a list that is ordered by name.
func namedCursor(name string, id gendu.ID) string { return cursorOf(string(id), name) }

func namedFrom(cursor *string) (store.Named, error) {
	f, err := fieldsOf(cursor, 2)
	if err != nil || f == nil {
		return store.Named{}, err
	}
	id, err := gendu.ParseID(f[0])
	if err != nil {
		return store.Named{}, errCursor()
	}
	return store.Named{Name: f[1], ID: id}, nil
}

// queueCursor is the cursor of a review queue.
func queueCursor(p *store.QueuePlace) *string {
	if p == nil {
		return nil
	}
	c := cursorOf(strconv.FormatBool(p.Reviewed), msText(p.At), string(p.TakeID), string(p.ClassID))
	return &c
}

func queueFrom(cursor *string) (store.QueuePlace, error) {
	f, err := fieldsOf(cursor, 4)
	if err != nil || f == nil {
		return store.QueuePlace{}, err
	}
	take, err := placeBy(f[1], f[2])
	if err != nil {
		return store.QueuePlace{}, err
	}
	class, err := gendu.ParseID(f[3])
	if err != nil || f[0] != "true" && f[0] != "false" {
		return store.QueuePlace{}, errCursor()
	}
	return store.QueuePlace{Reviewed: f[0] == "true", At: take.At, TakeID: take.ID, ClassID: class}, nil
}

// classesPlace is where a part of the two lists of classes begins.
type classesPlace struct {
	taught                   store.Place
	joined                   store.Named
	taughtEnded, joinedEnded bool
}

func (p classesPlace) cursor() *string {
	if p.taughtEnded && p.joinedEnded {
		return nil
	}
	taught, joined := "", ""
	if !p.taughtEnded {
		taught = placeCursor(p.taught.At, p.taught.ID)
	}
	if !p.joinedEnded {
		joined = namedCursor(p.joined.Name, p.joined.ID)
	}
	c := cursorOf(taught, joined)
	return &c
}

func classesFrom(cursor *string) (p classesPlace, err error) {
	f, err := fieldsOf(cursor, 2)
	if err != nil || f == nil {
		return p, err
	}
	p.taughtEnded, p.joinedEnded = f[0] == "", f[1] == ""
	if p.taught, err = placeFrom(&f[0]); err != nil {
		return p, err
	}
	p.joined, err = namedFrom(&f[1])
	return p, err
}
