package dsp

import (
	"errors"
	"fmt"
)

var (
	// ErrRate says that a sampling rate is none that sound is stored at: a file of a
	// few bytes would claim hours.
	ErrRate = errors.New("the sampling rate is not between 4 and 768 kHz")
	// ErrTooLong says that a source holds more audio than an episode may.
	ErrTooLong = errors.New("the audio is longer than 12 hours")
)

// MaxSourceSeconds bounds the length of any source.
const MaxSourceSeconds = 12 * 3600

const (
	minRate = 4000   // Hz, of any source or take
	MaxRate = 768000 // Hz, of any source or take
)

// maxSample is what the samples of a float file may reach (36 dB above full scale)
// before they count as damage.
const maxSample = 64

// Finite maps NaN, infinities and what is far beyond any sound to 0, so that one
// bad sample of a float file does not spread through every later sum.
func Finite(x float32) float32 {
	if x >= -maxSample && x <= maxSample {
		return x
	}
	return 0
}

// CheckRate tells whether sound can have a sampling rate. Error: ErrRate.
func CheckRate(hz int) error {
	if hz < minRate || hz > MaxRate {
		return fmt.Errorf("%w: %d Hz", ErrRate, hz)
	}
	return nil
}

// SamplesToMS rounds to whole milliseconds.
func SamplesToMS(n int64, rate int) int64 {
	if rate <= 0 {
		return 0
	}
	return (n*1000 + int64(rate)/2) / int64(rate)
}
