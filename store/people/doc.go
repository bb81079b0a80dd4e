// Package people is the part of the store that keeps users, their sessions and settings,
// links that work once, and the audit log.
package people
