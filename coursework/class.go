package coursework

import (
	"crypto/rand"
	"math/big"
	"slices"
	"strings"
	"time"

	"gendu"
)

const (
	// codeLetters are the letters and digits that are not mistaken for each other.
	codeLetters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
	codeLen     = 8 // 31^8: 8.5e11
	// CodeDays is how long a class code lets learners in where its teacher says
	// nothing else.
	CodeDays = 30
	// AnyUses stands for a code that lets any number in.
	AnyUses = -1
)

// NewCode makes a class code that holds for so many days from now and lets so many
// learners in; nil means [CodeDays] and [AnyUses].
func NewCode(now time.Time, days, uses *int) gendu.ClassCode {
	c := gendu.ClassCode{ExpiresAt: now.AddDate(0, 0, CodeDays), UsesLeft: AnyUses}
	if days != nil {
		c.ExpiresAt = now.Add(time.Duration(*days) * 24 * time.Hour)
	}
	if uses != nil {
		c.UsesLeft = *uses
	}
	b := make([]byte, codeLen)
	for i := range b {
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters)))) // never fails since Go 1.24
		b[i] = codeLetters[n.Int64()]
	}
	c.Code = string(b)
	return c
}

// ReadCode is a class code as it was made, from what people make of it when they
// type it.
func ReadCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == ' ', r == '-', r == '\u00a0', r == '–':
			return -1
		}
		return r
	}, typed)
}

// ClassName is the name of a class as it is kept; an empty one is
// [gendu.Invalid].
func ClassName(given string) (string, error) {
	name := strings.TrimSpace(given)
	if name == "" {
		return "", gendu.Errorf(gendu.Invalid, "The name is empty.")
	}
	return name, nil
}

// ScoresHidden says whether a learner who is in these classes sees no comparison of
// their own takes: one class that has switched scores off is enough.
func ScoresHidden(classes []*gendu.Class) bool {
	return slices.ContainsFunc(classes, func(c *gendu.Class) bool { return c.ScoresOff })
}
