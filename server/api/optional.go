package api

import (
	"strings"
	"time"
)

// OptionalTime points to a moment, and to nothing for the zero one.
func OptionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// OptionalText points to a string, and to nothing for the empty one.
func OptionalText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// TrimmedText is an optional text without the space around it.
func TrimmedText(s *string) *string {
	if s == nil {
		return nil
	}
	t := strings.TrimSpace(*s)
	return &t
}

// Given reads an optional field.
func Given[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
