package gendu

import "fmt"

// Limits are what each person may keep and have open. A field of 0 allows nothing.
type Limits struct {
	Bytes        int64 // of recordings, as they are stored
	Takes        int   // recordings
	Uploads      int   // audio files on their way in
	Settings     int   // values of [Settings]
	SettingBytes int   // of one value
	Streams      int   // event streams, at one server
}

// DefaultLimits are the limits where the operator sets none: recordings of five seconds,
// every ten seconds, for an hour a day, reach them after some 18 months.
func DefaultLimits() Limits {
	return Limits{Bytes: 20e9, Takes: 200_000, Uploads: 20, Settings: 100, SettingBytes: 16 << 10, Streams: 20}
}

// Usage is what a person keeps.
type Usage struct {
	Bytes int64 // of recordings, as they are stored
	Takes int   // recordings; deleted ones do not count
}

// OneMoreTake says whether a recording of size bytes may be added to what is used;
// otherwise it is [Quota].
func (l Limits) OneMoreTake(used Usage, size int64) error {
	switch {
	case used.Takes >= l.Takes:
		return Errorf(Quota, "You have %d of %d recordings, so this one was not saved on the server. Delete recordings that you do not need, on your page, or ask an administrator for more.", used.Takes, l.Takes)
	case used.Bytes+size > l.Bytes:
		return Errorf(Quota, "Your recordings take %s of %s, so this one was not saved on the server. Delete recordings that you do not need, on your page, or ask an administrator for more.", Bytes(used.Bytes), Bytes(l.Bytes))
	}
	return nil
}

// OneMoreUpload says whether a person with this many open uploads may begin another.
func (l Limits) OneMoreUpload(open int) error {
	if open >= l.Uploads {
		return Errorf(Quota, "You have %d of %d uploads under way. Finish or cancel one of them, in your studio; those that are abandoned end after a week.", open, l.Uploads)
	}
	return nil
}

// OneMoreSetting says whether a person with this many settings may add another.
func (l Limits) OneMoreSetting(kept int) error {
	if kept >= l.Settings {
		return Errorf(Quota, "There are %d of %d settings of yours on the server. Change one of those that are there, or ask an administrator for more.", kept, l.Settings)
	}
	return nil
}

// OneMoreStream says whether a person with this many event streams may open another.
func (l Limits) OneMoreStream(open int) error {
	if open >= l.Streams {
		return Errorf(Quota, "You watch the work on episodes in %d of %d pages. Close one of them.", open, l.Streams)
	}
	return nil
}

// Validate names every limit that makes no sense.
func (l Limits) Validate() error {
	if l.Bytes < 0 || l.Takes < 0 || l.Uploads < 0 || l.Settings < 0 || l.SettingBytes < 0 || l.Streams < 0 {
		return Errorf(Invalid, "A limit per person is 0 or more.")
	}
	return nil
}

// Bytes is a number of bytes as a person reads it: "20 GB", "1.5 MB", in powers of ten.
func Bytes(n int64) string {
	units := []string{"kB", "MB", "GB", "TB", "PB", "EB"}
	if n < 1000 && n > -1000 {
		return fmt.Sprintf("%d bytes", n)
	}
	v := float64(n)
	for i, unit := range units {
		v /= 1000
		if v < 999.95 && v > -999.95 || i == len(units)-1 {
			text := fmt.Sprintf("%.1f", v)
			if text[len(text)-2:] == ".0" {
				text = text[:len(text)-2]
			}
			return text + " " + unit
		}
	}
	return ""
}
