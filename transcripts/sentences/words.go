package sentences

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gendu/lang"
)

// Words that the sentence rules know, in lower case and without the last stop.
var (
	// Always followed by a name.
	titles = wordSet(`mr mrs ms mx dr prof rev fr sr.prof gen lt col maj capt cpt cmdr adm sgt cpl pvt
		sen rep gov pres hon pvt st mt ft messrs mme mlle msgr supt insp det amb vs v e.g i.e cf viz a.k.a n.b`)
	// Followed by a number, or by anything.
	beforeNumber = wordSet(`no nos fig figs vol vols ch chap sec art p pp par eq ver ep approx ca est
		jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun`)
	clock      = wordSet(`a.m p.m am pm`)
	afterClock = wordSet(`monday tuesday wednesday thursday friday saturday sunday january february march
		april may june july august september october november december est edt et pst pdt pt cst cdt ct
		mst mdt gmt utc bst cet eastern pacific central mountain greenwich taipei beijing`)
	// Before a time at the start of a sentence.
	beforeClock = wordSet(`at by around about before after since until till from`)
	// Before a title that stands for a person: "see the Dr. She is kind."
	articles  = wordSet(`the a an my your his her our their this that`)
	companies = wordSet(`inc ltd co corp bros llc plc jr sr esq ave blvd rd dept dist univ assn`)

	// Words that begin sentences and are seldom written large otherwise.
	starters = wordSetAsWritten(`The This That These Those There Here He She It They We You I
		His Her Its Their Our Your My A An And But Or Nor So Yet For If When While Although Though
		Because Since As At In On By From With Without After Before During Until However Moreover
		Meanwhile Instead Still Then Thus Therefore Now Today Yesterday Tomorrow What Why How Where Who
		Which Many Most Some Several Few All Both Each Every Another Other Others No Not Nothing Nobody
		One Once Only Even Also Just Perhaps Maybe Despite According Under Over To Rather Despite
		Experts Critics Officials Researchers Scientists People Users Is Are Was Were Do Does Did Can
		Could Will Would Should May Might Have Has Had Let It's He's She's They're We're I'm That's
		There's What's Let's Don't Yes Well Oh`)

	// Verbs that say who spoke.
	speech = wordSet(`said says asked asks replied replies answered cried shouted yelled whispered
		added adds explained exclaimed wondered thought muttered murmured called told wrote began
		continued insisted agreed laughed snapped sighed screamed demanded responded noted announced
		repeated remarked argued`)
)

func wordSet(list string) map[string]bool { return wordSetAsWritten(strings.ToLower(list)) }

func wordSetAsWritten(list string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// isAbbreviation reports whether word, as written with or without its stop, is
// in one of the lists or is made of letters with stops between.
func isAbbreviation(word string) bool {
	w := strings.TrimSuffix(strings.ToLower(word), ".")
	return titles[w] || beforeNumber[w] || clock[w] || companies[w] || dotted(w)
}

// isAbbreviationLike reports whether the model may be believed that word is an
// abbreviation: it is short, or has no vowel. Without this Punkt glues sentences
// that end in rare words.
func isAbbreviationLike(word string) bool {
	n := utf8.RuneCountInString(word)
	return n <= 4 || !strings.ContainsAny(strings.ToLower(word), "aeiouy") && n <= 6
}

// dotted matches u.s, ph.d, d.c, u.s.a: short groups of letters with stops
// between them.
func dotted(w string) bool {
	if !strings.Contains(w, ".") {
		return false
	}
	for part := range strings.SplitSeq(w, ".") {
		if len(part) == 0 || len(part) > 2 || !allLetters(part) {
			return false
		}
	}
	return true
}

// isInitial matches J, or the tail of J.K.
func isInitial(w string) bool {
	w = strings.TrimSuffix(w, ".")
	return utf8.RuneCountInString(w) == 1 && unicode.IsUpper(lang.FirstRune(w))
}

func allLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// startsLower reports whether a sentence cannot begin with word since it is
// written small. Names like iPhone and eBay can begin one.
func startsLower(word string) bool {
	if !unicode.IsLower(lang.FirstRune(word)) {
		return false
	}
	return strings.IndexFunc(word, unicode.IsUpper) < 0
}

func endsWithDigit(s string) bool { return s != "" && lang.StartsWithDigit(s[len(s)-1:]) }
