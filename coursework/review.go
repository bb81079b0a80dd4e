package coursework

import (
	"strings"

	"gendu"
)

// ForTeacher is a take as a teacher sees it: without the learner's own note and
// marks.
func ForTeacher(t gendu.Take) gendu.Take {
	t.Note, t.Best, t.Favourite = "", false, false
	return t
}

// SeesReview says whether somebody sees a review of a take: its learner sees all, a
// teacher the own ones.
func SeesReview(user gendu.ID, t *gendu.Take, r *gendu.Review) bool {
	return t.UserID == user || r.TeacherID == user
}

// CheckReview tidies a teacher's answer to a take, or says what is wrong with it: a
// comment behind the end of the recording is [gendu.Invalid].
func CheckReview(t *gendu.Take, r *gendu.Review) error {
	r.Text = strings.TrimSpace(r.Text)
	for _, c := range r.Comments {
		if c.AtMS < 0 || c.AtMS > t.DurationMS {
			return gendu.Errorf(gendu.Invalid, "A comment is at %d ms, but the recording ends at %d ms.", c.AtMS, t.DurationMS)
		}
	}
	return nil
}
