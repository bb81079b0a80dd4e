package timedtext

import (
	"fmt"
	"math"
	"strconv"
)

// ParseClock reads a time at the start of s: [h:]mm:ss[.fff], with a comma or a
// point, any number of hour digits and of decimals. 60 seconds or minutes and more, which
// players count on, are read too. It returns the milliseconds, rounded, and how many
// bytes it read; 0 if there is no time.
func ParseClock(s []byte) (ms int64, n int) {
	var fields [3]int64
	count, i := 0, 0
	for {
		v, digits := LeadingDigits(s[i:])
		if digits == 0 || digits > 7 || count == 3 {
			return 0, 0
		}
		fields[count] = v
		count++
		i += digits
		if i >= len(s) || s[i] != ':' || count == 3 {
			break
		}
		i++
	}
	if count < 2 {
		return 0, 0
	}
	total := int64(0)
	for k := range count {
		if k > 0 && fields[k] > 99 {
			return 0, 0
		}
		total = total*60 + fields[k]
	}
	total *= 1000
	if i+1 < len(s) && (s[i] == '.' || s[i] == ',') && IsDigit(s[i+1]) {
		fraction, digits := fractionMS(s[i+1:])
		total += fraction
		i += 1 + digits
	}
	return total, i
}

// fractionMS reads decimals as thousandths, rounded.
func fractionMS(s []byte) (ms int64, digits int) {
	scale := int64(100_000)
	var micro int64
	for digits < len(s) && IsDigit(s[digits]) {
		micro += int64(s[digits]-'0') * scale
		scale /= 10
		digits++
	}
	return (micro + 500) / 1000, digits
}

// LeadingDigits reads the digits that s begins with.
func LeadingDigits(s []byte) (v int64, digits int) {
	for digits < len(s) && digits < 12 && IsDigit(s[digits]) {
		v = v*10 + int64(s[digits]-'0')
		digits++
	}
	return v, digits
}

// IsDigit reports whether c is a digit of ASCII.
func IsDigit(c byte) bool { return c >= '0' && c <= '9' }

// FormatClock writes hh:mm:ss followed by the separator and three decimals.
func FormatClock(ms int64, separator byte) string {
	return fmt.Sprintf("%02d:%02d:%02d%c%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, separator, ms%1000)
}

// ParseSeconds reads seconds as a decimal number into milliseconds.
func ParseSeconds(s string) (int64, bool) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, false
	}
	return SecondsToMS(v)
}

// SecondsToMS rounds to whole milliseconds. A small negative time, which some
// tools write for the first word, is 0.
func SecondsToMS(v float64) (int64, bool) {
	if math.IsNaN(v) || v < -0.5 || v > MaxTimeMS/1000 {
		return 0, false
	}
	return max(0, int64(math.Round(v*1000))), true
}

// FormatSeconds writes milliseconds as seconds, exactly and without needless
// zeros.
func FormatSeconds(ms int64) string {
	return strconv.FormatFloat(float64(ms)/1000, 'f', -1, 64)
}

// LrcClock writes mm:ss.xx, or three decimals where two would not be exact.
func LrcClock(ms int64) string {
	if ms%10 == 0 {
		return fmt.Sprintf("%02d:%02d.%02d", ms/60_000, ms/1000%60, ms%1000/10)
	}
	return fmt.Sprintf("%02d:%02d.%03d", ms/60_000, ms/1000%60, ms%1000)
}
