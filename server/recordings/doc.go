// Package recordings takes in what learners record, and answers about it: a take is stored
// before it is acknowledged, and the same take sent again is the same take.
package recordings
