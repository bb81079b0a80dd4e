package coursework

import (
	"slices"
	"time"

	"gendu"
)

// Consent is where a member stands with a class that asks for all takes.
type Consent string

// The states of consent. In a class that hears only what is sent there is none.
const (
	NoConsent Consent = ""         // the class does not ask
	Asked     Consent = "asked"    // the member has not answered since it was asked
	Agreed    Consent = "agreed"   // takes from then on are heard
	Declined  Consent = "declined" // only what is sent is heard
)

// Answer is what a member said last, and since when it counts.
type Answer struct {
	AllTakes   bool      // the class asks for all takes
	AllSince   time.Time // since when, or since when by this teacher
	JoinedAt   time.Time
	AgreedAt   time.Time // zero: not agreed
	AnsweredAt time.Time // zero: never answered
}

// ConsentOf says where a member stands. An answer from before the class asked, or from
// an earlier membership, is none. The view "heard" decides the same in SQL.
func ConsentOf(a Answer) Consent {
	counts := func(at time.Time) bool {
		return !at.IsZero() && !at.Before(a.AllSince) && !at.Before(a.JoinedAt)
	}
	switch {
	case !a.AllTakes:
		return NoConsent
	case counts(a.AgreedAt):
		return Agreed
	case counts(a.AnsweredAt):
		return Declined
	default:
		return Asked
	}
}

// wordings are the versions of the words in which members are asked. A change of what
// they say needs a new one; old pages may still answer by an old one. Version 0, from
// before they were counted, is written by the migration only.
var wordings = []string{"1", "2"}

// CheckWording refuses an answer to words that this server does not know.
func CheckWording(version string) error {
	if !slices.Contains(wordings, version) {
		return gendu.Errorf(gendu.Invalid, "The words that you were asked with are not known here. Please load the page again.")
	}
	return nil
}
