package gendu

import "time"

// Voice is what is known of a person's vocal tract: how far the frequency axis has to be
// stretched for a phone model to fit their speech. It says nothing of how well they speak.
type Voice struct {
	UserID    ID
	Warp      float64 // 0.86 to 1.36; children have 1.03 to 1.30
	Seconds   float64 // of speech from which it was estimated
	UpdatedAt time.Time
}
