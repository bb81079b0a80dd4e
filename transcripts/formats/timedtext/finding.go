package timedtext

import (
	"errors"
	"fmt"

	"gendu/lang/charset"
)

// The limits of a transcript file. They are checked while reading: a file that
// breaks one is refused at the place where it does.
const (
	MaxFileBytes = 20 << 20 // a file of any format
	MaxCues      = 250_000  // cues in one file
	MaxWords     = 1 << 20  // timed words in one file
	MaxTimeMS    = 100 * 3600 * 1000
)

// What can be wrong with a file. Every error of Parse wraps one of these in a
// *PositionError, so that the host sees where.
var (
	ErrSyntax        = errors.New("is not well formed")
	ErrTooLarge      = errors.New("is larger than 20 MiB")
	ErrTooManyCues   = errors.New("has more than 250,000 cues")
	ErrTooManyWords  = errors.New("has more than 1,048,576 timed words")
	ErrCueTooLong    = errors.New("has a cue longer than 4 KiB")
	ErrNoCues        = errors.New("holds no cues")
	ErrUnknownFormat = errors.New("is in no transcript format known here")
	ErrUntimed       = errors.New("has no times; align it with its audio first")
	ErrEncoding      = charset.ErrUnknown
)

// PositionError says where in a file something is wrong. Line and Column count
// from 1, the column in characters; 0 means the file as a whole.
type PositionError struct {
	Line, Column int
	Reason       string // what is wrong there; may be empty
	Err          error  // one of the sentinels above
}

func (e *PositionError) Error() string {
	what := e.Err.Error()
	if e.Reason != "" {
		what = e.Reason
	}
	if e.Line == 0 {
		return "the file " + what
	}
	if e.Reason == "" {
		what = "the file " + what
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, what)
}

func (e *PositionError) Unwrap() error { return e.Err }

// SyntaxError says that something at a place of a file is not well formed.
func SyntaxError(line, column int, format string, args ...any) error {
	return &PositionError{Line: line, Column: column, Reason: fmt.Sprintf(format, args...), Err: ErrSyntax}
}

// FindingKind names one sort of finding.
type FindingKind string

// What Lint and Parse find. The first group was mended by Parse; the second is
// advice; Refused is an error that stops the reading.
const (
	OutOfOrder FindingKind = "out-of-order"
	Overlap    FindingKind = "overlap"
	Reversed   FindingKind = "reversed"
	ZeroLength FindingKind = "zero-length"
	SameTimes  FindingKind = "same-times"
	EmptyCue   FindingKind = "empty"
	Repeated   FindingKind = "repeated"
	Unmerged   FindingKind = "unmerged"
	Unreadable FindingKind = "unreadable" // a cue that is not well formed, and was left out
	Encoding   FindingKind = "encoding"   // what was read may be wrong

	LongCue FindingKind = "long"
	FastCue FindingKind = "fast"
	Refused FindingKind = "refused"
)

// Finding is one thing that is wrong or was mended in a transcript file.
type Finding struct {
	Line    int         `json:"line"`
	Column  int         `json:"column,omitempty"`
	Kind    FindingKind `json:"kind"`
	Message string      `json:"message"`
	Mended  bool        `json:"mended"`
}
