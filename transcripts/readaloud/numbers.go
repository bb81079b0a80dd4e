package readaloud

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"gendu/lang"
)

var (
	// 0912-345-678, +886-2-2345-6789, 1-800-555-0199, 555-0123; other numbers with a
	// hyphen between are ranges and scores.
	phoneForm = regexp.MustCompile(`^(?:\+?\d{1,4}(?:-\d{1,4}){2,4}|0\d{1,3}-\d{3,8}|\d{3}-0\d{3})$`)
	slashForm = regexp.MustCompile(`^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$`)
	isoForm   = regexp.MustCompile(`^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$`)

	coins  = map[string][2]string{"$": {"cent", "cents"}, "€": {"cent", "cents"}, "£": {"penny", "pence"}, "¥": {"sen", "sen"}}
	months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
)

// abs is 0 for "1" and 1 for any other number: which form of a noun follows.
func abs(number string) int {
	if number == "1" {
		return 0
	}
	return 1
}

// sayDigits reads a number digit by digit, with a pause between its groups.
func sayDigits(w string) string {
	var groups []string
	for group := range strings.SplitSeq(strings.TrimPrefix(w, "+"), "-") {
		groups = append(groups, strings.Join(strings.Split(group, ""), " "))
	}
	say := strings.Join(groups, ", ")
	if strings.HasPrefix(w, "+") {
		say = "plus " + say
	}
	return say
}

// englishDate reads 12/25/2024, with the month first unless it cannot be one, and
// 2024-12-25; "" for what is no date.
func englishDate(w string) string {
	var y, m, d string
	if f := slashForm.FindStringSubmatch(w); f != nil {
		y, m, d = f[3], f[1], f[2]
		if n, _ := strconv.Atoi(m); n > 12 {
			m, d = d, m
		}
	} else if f := isoForm.FindStringSubmatch(w); f != nil {
		y, m, d = f[1], f[2], f[3]
	}
	month, _ := strconv.Atoi(m)
	day, _ := strconv.Atoi(d)
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return ""
	}
	return months[month-1] + " " + ordinal(day) + ", " + sayYear(y)
}

// counted reports whether a number counts what follows, and is no year: 1500 people, but
// in 1984 wars were fought.
func counted(last, next string) bool {
	switch strings.ToLower(last) {
	case "in", "since", "of", "until", "till", "year", "spring", "summer", "autumn", "fall", "winter", "early", "late", "mid":
		return false
	}
	if isMonth(last) || next == "" || !unicode.IsLower(lang.FirstRune(next)) {
		return false
	}
	switch next {
	case "people", "men", "women", "children", "feet", "percent", "mph", "rpm", "sheep", "fish", "staff", "police":
		return true
	case "was", "is", "as", "has", "its", "his", "this", "us", "thus", "perhaps", "does", "always", "towards", "sometimes", "across":
		return false
	}
	return len(next) > 3 && strings.HasSuffix(next, "s") && !strings.HasSuffix(next, "ss")
}
