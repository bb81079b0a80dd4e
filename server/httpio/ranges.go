package httpio

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// span is a range of bytes: n of them from off on.
type span struct{ off, n int64 }

func (s span) contentRange(size int64) string {
	return fmt.Sprintf("bytes %d-%d/%d", s.off, s.off+s.n-1, size)
}

// Validator is what a representation is known by.
type Validator struct {
	ETag     string // strong, with quotes; "" for none
	Modified time.Time
}

// verdict is how a request is to be answered.
type verdict struct {
	status int  // 200, 206, 304, 412 or 416
	span   span // what goes out with 200 and 206
}

// maxRanges bounds the specifiers of one Range header; what has more is
// ignored, as RFC 9110 (14.2) allows.
const maxRanges = 32

var (
	errRangeIgnored = errors.New("the Range header is to be ignored")
	errRangeOutside = errors.New("no range lies within the representation")
)

// decideRange decides, by RFC 9110 sections 13.2.2 (precedence of preconditions), 13.1.5
// (If-Range) and 14.2 (Range), what a GET or HEAD for a representation of size
// bytes gets.
//
// Range is defined for GET only (14.2), so that a HEAD is answered as if there
// were none. Several ranges are answered with one where they touch or overlap, or
// where only one is satisfiable; else with the whole, as 14.2 allows: no player
// asks for more, and one 206 with one Content-Range is understood by all.
func decideRange(r *http.Request, size int64, v Validator, now time.Time) verdict {
	whole := verdict{http.StatusOK, span{0, size}}
	if status := precondition(r, v); status != 0 {
		return verdict{status: status}
	}
	header := r.Header.Values("Range")
	if r.Method != http.MethodGet || len(header) != 1 || !ifRange(r, v, now) {
		return whole
	}
	spans, err := parseRange(header[0], size)
	switch {
	case errors.Is(err, errRangeOutside):
		return verdict{status: http.StatusRequestedRangeNotSatisfiable}
	case err != nil:
		return whole
	}
	if spans = coalesce(spans); len(spans) != 1 {
		return whole
	}
	return verdict{http.StatusPartialContent, spans[0]}
}

// precondition evaluates If-Match, If-Unmodified-Since, If-None-Match and
// If-Modified-Since in the order of 13.2.2. 0 means: go on.
func precondition(r *http.Request, v Validator) int {
	h := r.Header
	if match := h.Values("If-Match"); len(match) > 0 {
		if !listHolds(match, v.ETag, strongEqual) {
			return http.StatusPreconditionFailed
		}
	} else if t, ok := httpTime(h.Get("If-Unmodified-Since")); ok && !v.Modified.IsZero() && v.Modified.Truncate(time.Second).After(t) {
		return http.StatusPreconditionFailed
	}
	if none := h.Values("If-None-Match"); len(none) > 0 {
		if listHolds(none, v.ETag, weakEqual) {
			return http.StatusNotModified
		}
	} else if t, ok := httpTime(h.Get("If-Modified-Since")); ok && !v.Modified.IsZero() && !v.Modified.Truncate(time.Second).After(t) {
		return http.StatusNotModified
	}
	return 0
}

// ifRange evaluates If-Range (13.1.5): an entity tag is compared strongly; a date
// must be exactly the one that was sent, and a strong validator (8.8.2.2: at
// least a second older than now).
func ifRange(r *http.Request, v Validator, now time.Time) bool {
	values := r.Header.Values("If-Range")
	if len(values) == 0 {
		return true
	}
	if len(values) > 1 {
		return false
	}
	value := strings.Trim(values[0], " \t")
	if strings.HasPrefix(value, `"`) || strings.HasPrefix(value, "W/") {
		return strongEqual(value, v.ETag)
	}
	t, ok := httpTime(value)
	modified := v.Modified.Truncate(time.Second)
	return ok && !v.Modified.IsZero() && t.Equal(modified) && now.Sub(modified) >= time.Second
}

func httpTime(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, false
	}
	t, err := http.ParseTime(s)
	return t, err == nil
}

func strongEqual(a, b string) bool { return a != "" && a == b && a[0] == '"' }
func weakEqual(a, b string) bool {
	a, b = strings.TrimPrefix(a, "W/"), strings.TrimPrefix(b, "W/")
	return a != "" && a == b
}

// listHolds says whether a list of entity tags holds one, or is "*".
func listHolds(values []string, etag string, equal func(a, b string) bool) bool {
	rest := strings.Join(values, ",")
	for {
		rest = strings.TrimLeft(rest, " \t,")
		if rest == "" {
			return false
		}
		if rest[0] == '*' {
			return etag != ""
		}
		tag, after, ok := cutTag(rest)
		if !ok {
			return false
		}
		if equal(tag, etag) {
			return true
		}
		rest = after
	}
}

// cutTag takes an entity tag (8.8.3) from the front. A comma may be part of it.
func cutTag(s string) (tag, rest string, ok bool) {
	start := 0
	if strings.HasPrefix(s, "W/") {
		start = 2
	}
	if len(s) <= start || s[start] != '"' {
		return "", "", false
	}
	end := strings.IndexByte(s[start+1:], '"')
	if end < 0 {
		return "", "", false
	}
	end += start + 2
	return s[:end], s[end:], true
}

// parseRange reads a Range header (14.1.1, 14.1.2). A unit other than bytes, of
// whatever case, or a faulty set is errRangeIgnored; a set of which nothing lies
// within size bytes is errRangeOutside. The spans are cut to size.
func parseRange(header string, size int64) ([]span, error) {
	unit, set, ok := strings.Cut(header, "=")
	if !ok || !strings.EqualFold(unit, "bytes") {
		return nil, errRangeIgnored
	}
	var out []span
	specs := 0
	for spec := range strings.SplitSeq(set, ",") {
		spec = strings.Trim(spec, " \t")
		if spec == "" {
			continue // empty list elements are to be accepted (5.6.1.2)
		}
		if specs++; specs > maxRanges {
			return nil, errRangeIgnored
		}
		s, inside, err := parseSpec(spec, size)
		if err != nil {
			return nil, err
		}
		if inside {
			out = append(out, s)
		}
	}
	if specs == 0 {
		return nil, errRangeIgnored
	}
	if len(out) == 0 {
		return nil, errRangeOutside
	}
	return out, nil
}

// parseSpec reads first-last, first- or -suffix.
func parseSpec(spec string, size int64) (s span, inside bool, err error) {
	a, b, ok := strings.Cut(spec, "-")
	if !ok {
		return span{}, false, errRangeIgnored
	}
	if a == "" { // the last b bytes; none of them is outside (14.1.2)
		n, ok := Digits(b)
		if !ok {
			return span{}, false, errRangeIgnored
		}
		n = min(n, size)
		return span{size - n, n}, n > 0, nil
	}
	first, ok := Digits(a)
	if !ok {
		return span{}, false, errRangeIgnored
	}
	last := size - 1
	if b != "" {
		end, ok := Digits(b)
		if !ok || end < first {
			return span{}, false, errRangeIgnored
		}
		last = min(last, end)
	}
	return span{first, last - first + 1}, first < size, nil
}

// Digits reads 1*DIGIT; what is beyond int64 counts as the greatest number, since
// any position is allowed.
func Digits(s string) (int64, bool) {
	if s == "" {
		return 0, false
	}
	const most = int64(1)<<62 - 1
	var n int64
	for i := range len(s) {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		if n > (most-int64(c-'0'))/10 {
			n = most
			continue
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// coalesce joins ranges that touch or overlap (15.3.7.2 allows it).
func coalesce(spans []span) []span {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b span) int {
		switch {
		case a.off < b.off:
			return -1
		case a.off > b.off:
			return 1
		}
		return 0
	})
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && s.off <= out[n-1].off+out[n-1].n {
			out[n-1].n = max(out[n-1].n, s.off+s.n-out[n-1].off)
			continue
		}
		out = append(out, s)
	}
	return out
}
