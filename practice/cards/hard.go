package cards

import "gendu"

// Judged is a recording of a sentence with what the machine said of it.
type Judged struct {
	Subject gendu.ID
	Verdict gendu.ComparisonVerdict
}

// hardInARow is how many recordings of a sentence, one after the other, make it one to offer.
const hardInARow = 2

// HardTwice gives the sentences whose two newest recordings were both hard to follow, in the
// order of the list, which begins with the newest recording. What is silent, too noisy or
// another sentence says nothing of how this one was read, and is passed over.
//
// It is the only verdict that counts: a low score says how near a recording is to the
// original, and that alone is no reason to repeat a sentence for weeks.
func HardTwice(newestFirst []Judged) []gendu.ID {
	seen, hard := map[gendu.ID]int{}, map[gendu.ID]int{}
	var out []gendu.ID
	for _, v := range newestFirst {
		if v.Verdict != gendu.VerdictOK && v.Verdict != gendu.VerdictHard || seen[v.Subject] == hardInARow {
			continue
		}
		seen[v.Subject]++
		if v.Verdict == gendu.VerdictHard {
			hard[v.Subject]++
		}
		if hard[v.Subject] == hardInARow {
			out = append(out, v.Subject)
		}
	}
	return out
}
