package sentences

import (
	"regexp"
	"strconv"
)

// listMark is the number or letter of an item of a list, with a bullet before it or
// without: "1.", "2)", "3.)", "• 4.", "b.", "5、".
var listMark = regexp.MustCompile(`(?:^|[\s。\x{FF01}\x{FF1F}\x{FF1B}])((?:[•⁃·▪◦‣]\s?)?(\d{1,2}|[a-z])(?:\.\)|[.)\x{FF09}、])\s?)(?:[^\d\s]|$)`)

// listItems cuts a line that is a list into its items: it begins with the mark of the
// first one, and the marks count on. Any other line comes back as it is.
func listItems(line string) []string {
	var cuts []int
	value := 0
	for _, m := range listMark.FindAllStringSubmatchIndex(line, -1) {
		mark := line[m[4]:m[5]]
		v, err := strconv.Atoi(mark)
		if err != nil {
			v = int(mark[0]) + 1000 // letters count on among themselves
		}
		switch {
		case len(cuts) == 0 && m[2] == 0, len(cuts) > 0 && v == value+1:
			cuts, value = append(cuts, m[2]), v
		case len(cuts) == 0:
			return []string{line}
		}
	}
	if len(cuts) < 2 {
		return []string{line}
	}
	out := make([]string, 0, len(cuts))
	for i, at := range cuts {
		to := len(line)
		if i+1 < len(cuts) {
			to = cuts[i+1]
		}
		out = AppendTrimmed(out, line[at:to])
	}
	return out
}
