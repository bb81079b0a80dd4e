// Package coursework holds the rules of classes, submissions and reviews: how a
// class code is made and read, for how long it lets learners in, what a learner
// and a teacher may see of a take, and what a review may say.
//
// The rules are functions of values: what they need is given to them, and what
// they decide is written by the store. Who hears which take is decided in SQL (the
// view "heard"), since lists of takes are scoped by it.
package coursework
