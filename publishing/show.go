package publishing

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"gendu"
)

// MaxSlug is the length of a show's short name in bytes.
const MaxSlug = 64

// CheckSlug says what is wrong with a show's short name.
func CheckSlug(slug string) error {
	if slug == "" || SlugOf(slug) != slug {
		return gendu.Errorf(gendu.Invalid, "A short name has a to z, 0 to 9 and single hyphens, at most 64.")
	}
	return nil
}

// SlugOf makes a short name of a title: a-z, 0-9 and single hyphens. It is "" where
// nothing of the title can stand in one.
func SlugOf(title string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(title)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= MaxSlug {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// MaxSlugTries is how many short names are tried for one title.
const MaxSlugTries = 50

// SlugTry is the short name to try for a title at the n-th time, from 1: the
// second and later ones have a number behind them, since the former are taken.
func SlugTry(title string, n int) string {
	base := SlugOf(title)
	if base == "" {
		base = "show"
	}
	if n == 1 {
		return base
	}
	return fmt.Sprintf("%s-%d", base[:min(len(base), MaxSlug-6)], n)
}

// maxTag is the length of a language tag that is kept (RFC 5646, 4.4.1).
const maxTag = 35

// CheckLanguage gives the canonical form of a BCP 47 tag, or says what is wrong
// with it. It keeps cmn, which the canonical form would widen to zh: the speech of
// a show may be told from its writing.
func CheckLanguage(text string) (string, error) {
	tag, err := language.Parse(text)
	if err != nil || tag == language.Und || len(text) > maxTag {
		return "", gendu.Errorf(gendu.Invalid, "%s is not a language tag: BCP 47 is expected, such as en, zh-Hant or cmn.", strconv.Quote(text))
	}
	if raw, err := language.Raw.Parse(text); err == nil {
		return raw.String(), nil
	}
	return tag.String(), nil
}

// CheckTranslation is [CheckLanguage] for the language of a show's learners, which
// may be "": there is none.
func CheckTranslation(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	return CheckLanguage(text)
}
