package formats

import (
	"io"
	"strconv"
	"strings"

	"gendu/transcripts/formats/timedtext"
)

// gridTier is a tier to be written: intervals in order, not overlapping.
type gridTier struct {
	name      string
	intervals []gridInterval
}

// writeTiers writes a TextGrid in the long form. Praat wants a tier to be full,
// so the gaps become empty intervals.
func writeTiers(w io.Writer, tiers []gridTier, end int64) error {
	p := timedtext.Printer{To: w}
	p.Print("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = ", timedtext.FormatSeconds(end),
		"\ntiers? <exists>\nsize = ", strconv.Itoa(len(tiers)), "\nitem []:\n")
	for k, tier := range tiers {
		full := fillGaps(tier.intervals, end)
		p.Print("    item [", strconv.Itoa(k+1), "]:\n        class = \"IntervalTier\"\n        name = ", gridQuote(tier.name),
			"\n        xmin = 0\n        xmax = ", timedtext.FormatSeconds(end), "\n        intervals: size = ", strconv.Itoa(len(full)), "\n")
		for i, iv := range full {
			p.Print("        intervals [", strconv.Itoa(i+1), "]:\n            xmin = ", timedtext.FormatSeconds(iv.start),
				"\n            xmax = ", timedtext.FormatSeconds(iv.end), "\n            text = ", gridQuote(iv.text), "\n")
		}
	}
	return p.Err
}

func fillGaps(intervals []gridInterval, end int64) []gridInterval {
	full := make([]gridInterval, 0, 2*len(intervals)+1)
	at := int64(0)
	for _, iv := range intervals {
		if iv.start > at {
			full = append(full, gridInterval{start: at, end: iv.start})
		}
		full = append(full, iv)
		at = iv.end
	}
	if at < end {
		full = append(full, gridInterval{start: at, end: end})
	}
	return full
}

func gridQuote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
