// Package study is the part of the store that keeps what brings a learner back: cards,
// ratings, days, what was listened to, and how recordings went over time.
package study
