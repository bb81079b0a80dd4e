package coursework

import (
	"testing"
	"time"

	"gendu"
)

func TestConsentOf(t *testing.T) {
	t.Parallel()
	at := func(s int) time.Time { return time.Unix(int64(1000+s), 0) }
	for name, c := range map[string]struct {
		answer Answer
		want   Consent
	}{
		"the class does not ask":         {Answer{JoinedAt: at(1), AgreedAt: at(2)}, NoConsent},
		"never answered":                 {Answer{AllTakes: true, AllSince: at(1), JoinedAt: at(2)}, Asked},
		"agreed":                         {Answer{AllTakes: true, AllSince: at(1), JoinedAt: at(2), AgreedAt: at(3), AnsweredAt: at(3)}, Agreed},
		"agreed, then switched on again": {Answer{AllTakes: true, AllSince: at(4), JoinedAt: at(2), AgreedAt: at(3), AnsweredAt: at(3)}, Asked},
		"agreed in a former membership":  {Answer{AllTakes: true, AllSince: at(1), JoinedAt: at(5), AgreedAt: at(3), AnsweredAt: at(3)}, Asked},
		"said no":                        {Answer{AllTakes: true, AllSince: at(1), JoinedAt: at(2), AnsweredAt: at(3)}, Declined},
		"said no before it was asked":    {Answer{AllTakes: true, AllSince: at(4), JoinedAt: at(2), AnsweredAt: at(3)}, Asked},
	} {
		if got := ConsentOf(c.answer); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestCheckWording(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"1", "2"} {
		if err := CheckWording(version); err != nil {
			t.Errorf("%q: %v", version, err)
		}
	}
	for _, version := range []string{"", "0", "3", "1 "} {
		if err := CheckWording(version); gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("%q: %v, want invalid", version, err)
		}
	}
}
