// Package school answers about classes, their members and consent, and about the reviews
// of teachers. The rules are those of package coursework.
package school
