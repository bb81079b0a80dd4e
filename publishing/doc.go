// Package publishing holds the rules of shows and episodes: what a new revision
// of a text means, what a new audio means, when times come into use, which takes
// are compared again, what publishing needs, and how titles, short names and
// languages are written.
//
// The rules are functions of values. They read a [Former], which is an episode as
// a change finds it, and give a [Change], which is what has to be written. The
// store reads the one and applies the other in one transaction; the server, the
// jobs and the command line all go through it, so that each rule exists once.
package publishing
