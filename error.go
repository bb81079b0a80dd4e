package gendu

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure an [Error] is; one table in server maps kinds
// to HTTP statuses.
type Kind string

// The kinds of errors.
const (
	Invalid         Kind = "invalid"         // the request is wrong; the message names the place and how to fix it
	Unauthenticated Kind = "unauthenticated" // nobody is signed in
	Unconfirmed     Kind = "unconfirmed"     // the password must be typed again first
	Denied          Kind = "denied"          // signed in, but not allowed
	NotFound        Kind = "not_found"       // there is no such thing, or it is somebody else's
	Conflict        Kind = "conflict"        // it clashes with what is there
	TooLarge        Kind = "too_large"       // over a limit
	Busy            Kind = "busy"            // try again later: a limit on rate or a lock
	Unavailable     Kind = "unavailable"     // a part that this needs is not there
	Full            Kind = "full"            // a disk or a bucket of the server has no space left
	Quota           Kind = "quota"           // a person has used up what they may keep
	Lost            Kind = "lost"            // a row is there, but the object that it names is not
	Internal        Kind = "internal"        // our fault
)

// Error is a failure with a kind for programs, a message for the person and a
// cause for the log. Message never holds internal text; Err may.
type Error struct {
	Kind    Kind
	Message string
	Err     error
}

// Error gives the message and, behind it, the cause. It is meant for logs; show
// a person [MessageOf].
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	if e.Message == "" {
		return e.Err.Error()
	}
	return strings.TrimSuffix(e.Message, ".") + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error for a person, without a cause.
func Errorf(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Wrap gives err a kind and a message for the person. A nil err stays nil.
func Wrap(err error, kind Kind, message string) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Message: message, Err: err}
}

// KindOf is the kind of the first [Error] in err's chain, [Internal] where there
// is none, and "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// MessageOf is the text for the person: the message of the first [Error] in
// err's chain, and a general sentence where there is none.
func MessageOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Message != "" && e.Kind != Internal {
		return e.Message
	}
	return "Something went wrong on our side. Please try again; if it stays, tell an administrator."
}
