// Package flags is the part of the store that keeps what learners report about sentences:
// theirs to make and to withdraw, the hosts' to settle without learning whose they are.
package flags
