// Package learning answers about cards and days: Today, ratings, offers, progress, sounds
// to listen to, and what a teacher sees of a member's practice. The schedule is computed
// by package practice/cards.
package learning
