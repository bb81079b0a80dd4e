// Package cards holds the rules of spaced repetition: when a card comes next, what a
// learner's day is, and which cards a day offers. It is pure: the store keeps rating
// events, and everything here follows from them.
package cards
