// Package views says how nouns that several handlers answer with look in the API, and how
// long lists are given in parts: a part, and a cursor for the next one.
//
//	list, next := views.Part(rows, most, cursorOfRow) // rows has at most most+1 rows
package views
