package gendu

import (
	"slices"
	"strconv"
	"strings"
)

// Cover is the picture of a show. The zero value is none.
type Cover struct {
	// Key is the object of the widest square: "covers/<show>/<hash>-<width>". Of a cover
	// that an earlier version stored as it was sent, it is the object of that.
	Key  string
	Type string // its media type; of squares image/jpeg
	// Widths are the squares that are stored, in pixels, the smallest first, as a text with
	// spaces between. "" says that nobody has made them yet, "-" that the picture cannot be
	// decoded.
	Widths string
}

// CoverStem is what the objects of a cover have before their width.
func CoverStem(showID ID, hash string) string { return "covers/" + string(showID) + "/" + hash + "-" }

// Squares are the widths of the squares, and their objects; none where the cover is as it
// was sent. A server of an earlier version changes the key alone: then the widths are those
// of another cover, and do not count.
func (c Cover) Squares() (widths []int, keys []string) {
	for _, word := range strings.Fields(c.Widths) {
		width, err := strconv.Atoi(word)
		if err != nil || width <= 0 {
			return nil, nil
		}
		widths = append(widths, width)
	}
	if len(widths) == 0 {
		return nil, nil
	}
	stem, found := strings.CutSuffix(c.Key, "-"+strconv.Itoa(widths[len(widths)-1]))
	if !found {
		return nil, nil
	}
	for _, width := range widths {
		keys = append(keys, stem+"-"+strconv.Itoa(width))
	}
	return widths, keys
}

// Keys are the objects that the cover has.
func (c Cover) Keys() []string {
	_, keys := c.Squares()
	if len(keys) == 0 && c.Key != "" {
		return []string{c.Key}
	}
	return slices.Clone(keys)
}
