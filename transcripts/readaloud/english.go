package readaloud

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"gendu/lang"
)

// sayEnglish writes out numbers, dates, money, abbreviations and Chinese names.
func sayEnglish(words []Word) {
	for i := range words {
		before, middle, after := core(words[i].Say)
		if middle == "" {
			continue
		}
		next := ""
		if i+1 < len(words) {
			_, next, _ = core(words[i+1].Say)
		}
		last := ""
		if i > 0 {
			_, last, _ = core(words[i-1].Text)
		}
		if say, ok := englishAbbreviation(middle+dotOf(after), next); ok {
			words[i].Say = before + say + strings.TrimPrefix(after, ".")
			continue
		}
		if say, used := englishMoney(middle, next); say != "" {
			words[i].Say = before + say + after
			if used && after == "" {
				_, _, rest := core(words[i+1].Say)
				words[i].Say += rest
				words[i+1].Say = ""
			}
			continue
		}
		words[i].Say = before + englishWord(middle, last, next) + after
	}
}

func dotOf(after string) string {
	if strings.HasPrefix(after, ".") {
		return "."
	}
	return ""
}

// englishWords are abbreviations that the voice spells or gets wrong.
var englishWords = map[string]string{
	"vs.": "versus", "vs": "versus", "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "approx.": "approximately",
	"dept.": "department", "est.": "established", "ft.": "feet", "feat.": "featuring", "govt.": "government",
	"inc.": "incorporated", "ltd.": "limited", "corp.": "corporation", "jan.": "january", "feb.": "february",
	"aug.": "august", "sept.": "september", "oct.": "october", "nov.": "november", "dec.": "december",
	"ep.": "episode", "vol.": "volume", "km/h": "kilometers per hour", "w/": "with", "&": "and", "+": "plus", "=": "equals",
	"b/c": "because", "n.": "noun", "adj.": "adjective", "adv.": "adverb", "sgt.": "sergeant", "gov.": "governor", "rep.": "representative",
}

func englishAbbreviation(word, next string) (string, bool) {
	w := strings.ToLower(word)
	if say, ok := englishWords[w]; ok {
		return say, true
	}
	if (w == "no." || w == "nos.") && lang.StartsWithDigit(next) {
		return "number", true
	}
	if w == "pp." && lang.StartsWithDigit(next) {
		return "pages", true
	}
	if rest, ok := strings.CutPrefix(w, "ep."); ok && rest != "" {
		return "episode " + rest, true
	}
	return "", false
}

var (
	moneyForm    = regexp.MustCompile(`^(US|NT|HK|A|C)?([$€£¥])([0-9][0-9,.]*)(k|K|m|M|bn|b|B|tn)?$`)
	unitForm     = regexp.MustCompile(`^([0-9][0-9,.]*)(kg|km|cm|mm|g|m|mg|ml|GB|MB|TB|kB|Hz|kHz|MHz|GHz|mph|km/h|°C|°F|k|K|M|bn)$`)
	fractionForm = regexp.MustCompile(`^([0-9]{1,2})/([0-9]{1,2})$`)
	decadeForm   = regexp.MustCompile(`^([0-9]{2})?([0-9])0'?s$`)
	rangeForm    = regexp.MustCompile(`^([0-9]+)[-–]([0-9]+)$`)
	scales       = map[string]string{"k": "thousand", "K": "thousand", "m": "million", "M": "million", "b": "billion", "B": "billion", "bn": "billion", "tn": "trillion"}
	currencies   = map[string][2]string{"$": {"dollar", "dollars"}, "€": {"euro", "euros"}, "£": {"pound", "pounds"}, "¥": {"yen", "yen"}}
	units        = map[string]string{
		"kg": "kilograms", "km": "kilometers", "cm": "centimeters", "mm": "millimeters", "g": "grams", "m": "meters", "mg": "milligrams",
		"ml": "milliliters", "GB": "gigabytes", "MB": "megabytes", "TB": "terabytes", "kB": "kilobytes", "Hz": "hertz", "kHz": "kilohertz",
		"MHz": "megahertz", "GHz": "gigahertz", "mph": "miles per hour", "km/h": "kilometers per hour", "°C": "degrees celsius",
		"°F": "degrees fahrenheit", "k": "thousand", "K": "thousand", "M": "million", "bn": "billion",
	}
	scaleWords = map[string]bool{"thousand": true, "million": true, "billion": true, "trillion": true, "bn": true, "hundred": true}
)

// englishMoney says the currency behind the number, as speakers do: $3.5 billion is
// three point five billion dollars. used says that the next word was taken along.
func englishMoney(word, next string) (say string, used bool) {
	m := moneyForm.FindStringSubmatch(word)
	if m == nil {
		return "", false
	}
	names := currencies[m[2]]
	name := names[1]
	prefix := map[string]string{"US": "U.S. ", "NT": "N T ", "HK": "Hong Kong ", "A": "Australian ", "C": "Canadian "}[m[1]]
	number := m[3]
	if whole, cents, ok := strings.Cut(number, "."); ok && len(cents) == 2 && m[4] == "" {
		if whole == "1" {
			name = names[0]
		}
		if rest, ok := strings.CutPrefix(cents, "0"); ok { // 1 dollar and 5 cents; 4 dollars 50
			coin := coins[m[2]]
			return fmt.Sprintf("%s %s%s and %s %s", whole, prefix, name, rest, coin[min(1, abs(rest))]), false
		}
		return fmt.Sprintf("%s %s%s %s", whole, prefix, name, cents), false
	}
	switch {
	case m[4] != "":
		return number + " " + scales[m[4]] + " " + prefix + name, false
	case scaleWords[next]:
		if next == "bn" {
			next = "billion"
		}
		return number + " " + next + " " + prefix + name, true
	case number == "1":
		name = names[0]
	}
	return number + " " + prefix + name, false
}

// englishWord says numbers as a speaker does; other words say themselves.
func englishWord(w, last, next string) string {
	if !strings.ContainsFunc(w, unicode.IsDigit) {
		return respell(w)
	}
	if m := unitForm.FindStringSubmatch(w); m != nil {
		return m[1] + " " + units[m[2]]
	}
	if say := englishDate(w); say != "" {
		return say
	}
	if phoneForm.MatchString(w) {
		return sayDigits(w)
	}
	if m := fractionForm.FindStringSubmatch(w); m != nil {
		return sayFraction(m[1], m[2])
	}
	if m := decadeForm.FindStringSubmatch(w); m != nil {
		return sayDecade(m[1], m[2])
	}
	if m := rangeForm.FindStringSubmatch(w); m != nil {
		return sayYear(m[1]) + " to " + sayYear(m[2])
	}
	if rest, ok := strings.CutPrefix(w, "#"); ok && lang.StartsWithDigit(rest) {
		return "number " + rest
	}
	if n, err := strconv.Atoi(w); err == nil {
		if isMonth(last) && n >= 1 && n <= 31 {
			return ordinal(n)
		}
		if !scaleWords[next] && !counted(last, next) {
			return sayYear(w)
		}
	}
	return w
}

func isMonth(w string) bool {
	switch strings.ToLower(strings.TrimSuffix(w, ".")) {
	case "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}

// ordinal writes what the voice reads as an ordinal.
func ordinal(n int) string {
	suffix := "th"
	if n/10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

// sayYear reads four digits that can be a year as two numbers: nineteen eighty-four,
// twenty twenty-four, nineteen oh five, but two thousand five. Other numbers stay.
func sayYear(w string) string {
	n, err := strconv.Atoi(w)
	if err != nil || len(w) != 4 || n < 1100 || n > 2099 || n/100 == 20 && n%100 < 10 {
		return w
	}
	switch rest := n % 100; {
	case rest == 0:
		return fmt.Sprintf("%d hundred", n/100)
	case rest < 10:
		return fmt.Sprintf("%d oh %d", n/100, rest)
	default:
		return fmt.Sprintf("%d %d", n/100, rest)
	}
}

func sayDecade(century, decade string) string {
	names := map[string]string{"1": "tens", "2": "twenties", "3": "thirties", "4": "forties", "5": "fifties", "6": "sixties", "7": "seventies", "8": "eighties", "9": "nineties", "0": "hundreds"}
	if century == "20" && decade == "0" {
		return "two thousands"
	}
	return strings.TrimSpace(century + " " + names[decade])
}

func sayFraction(a, b string) string {
	switch a + "/" + b {
	case "1/2":
		return "one half"
	case "1/4":
		return "one quarter"
	case "3/4":
		return "three quarters"
	case "1/3":
		return "one third"
	case "2/3":
		return "two thirds"
	case "24/7":
		return "24 7"
	case "9/11":
		return "9 11"
	}
	return a + " " + b
}
