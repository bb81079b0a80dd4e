package views

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gendu"
	"gendu/server/httpio"
	"gendu/store/classroom"
	"gendu/store/rows"
)

// Lists are given in parts. A cursor is where the next part begins: the place of the last
// row in the order of the list, so that rows which come or go meanwhile shift nothing. It
// is a word without meaning to a client.

// Limit is how many rows a part has: partAtOnce where the request says nothing.
func Limit(limit *int) int {
	if limit != nil {
		return *limit
	}
	return partAtOnce
}

// Part makes a part of a list that was asked for one row more than most, which tells whether
// there are more: then next is the cursor behind the part.
func Part[T any](list []T, most int, cursor func(*T) string) (part []T, next *string) {
	if len(list) <= most {
		return list, nil
	}
	c := cursor(&list[most-1])
	return list[:most], &c
}

// CursorOf makes a cursor of its fields.
func CursorOf(fields ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(fields, "\x1f")))
}

// FieldsOf reads a cursor of n fields; none are those of the first part.
func FieldsOf(cursor *string, n int) ([]string, error) {
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
	return httpio.InField("cursor", gendu.Errorf(gendu.Invalid, "The cursor is not one that this list gave."))
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

// PlaceCursor is the cursor of a list that is ordered by time.
func PlaceCursor(at time.Time, id gendu.ID) string { return CursorOf(msText(at), string(id)) }

// PlaceFrom reads a cursor that [PlaceCursor] made; none is the beginning of the list.
func PlaceFrom(cursor *string) (rows.Place, error) {
	f, err := FieldsOf(cursor, 2)
	if err != nil || f == nil {
		return rows.Place{}, err
	}
	return placeBy(f[0], f[1])
}

func placeBy(ms, id string) (v rows.Place, err error) {
	if v.At, err = msFrom(ms); err != nil {
		return v, err
	}
	if v.ID, err = gendu.ParseID(id); err != nil {
		return v, errCursor()
	}
	return v, nil
}

// NamedCursor is the cursor of a list that is ordered by name.
func NamedCursor(name string, id gendu.ID) string { return CursorOf(string(id), name) }

// NamedFrom reads a cursor that [NamedCursor] made; none is the beginning of the list.
func NamedFrom(cursor *string) (classroom.Named, error) {
	f, err := FieldsOf(cursor, 2)
	if err != nil || f == nil {
		return classroom.Named{}, err
	}
	id, err := gendu.ParseID(f[0])
	if err != nil {
		return classroom.Named{}, errCursor()
	}
	return classroom.Named{Name: f[1], ID: id}, nil
}

// QueueCursor is the cursor of a review queue.
func QueueCursor(p *classroom.QueuePlace) *string {
	if p == nil {
		return nil
	}
	c := CursorOf(strconv.FormatBool(p.Reviewed), msText(p.At), string(p.TakeID), string(p.ClassID))
	return &c
}

// QueueFrom reads a cursor that [QueueCursor] made; none is the beginning of the queue.
func QueueFrom(cursor *string) (classroom.QueuePlace, error) {
	f, err := FieldsOf(cursor, 4)
	if err != nil || f == nil {
		return classroom.QueuePlace{}, err
	}
	take, err := placeBy(f[1], f[2])
	if err != nil {
		return classroom.QueuePlace{}, err
	}
	class, err := gendu.ParseID(f[3])
	if err != nil || f[0] != "true" && f[0] != "false" {
		return classroom.QueuePlace{}, errCursor()
	}
	return classroom.QueuePlace{Reviewed: f[0] == "true", At: take.At, TakeID: take.ID, ClassID: class}, nil
}

// PartOf reads the cursor and the limit of a list whose cursor is an id.
func PartOf(cursor *string, limit *int) (after gendu.ID, most int, err error) {
	most = partAtOnce
	if limit != nil {
		most = *limit
	}
	if cursor != nil {
		if after, err = gendu.ParseID(*cursor); err != nil {
			return "", 0, httpio.InField("cursor", gendu.Errorf(gendu.Invalid, "The cursor is not one that this list gave."))
		}
	}
	return after, most, nil
}

// Shown makes a part of a list that was asked for one row more than most, which tells
// whether there are more: then next is the cursor behind the part.
func Shown[T, V any](list []T, most int, id func(*T) gendu.ID, view func(*T) V) (shown []V, next *string) {
	shown = []V{}
	for i := range list[:min(most, len(list))] {
		shown = append(shown, view(&list[i]))
	}
	if len(list) > most {
		last := string(id(&list[most-1]))
		next = &last
	}
	return shown, next
}

// partAtOnce is how many rows a part of a list has where the request says nothing.
const partAtOnce = 50
