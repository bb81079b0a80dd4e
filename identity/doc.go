// Package identity holds what signing in rests on: the form of login names, which
// passwords are taken and how they are hashed, and the secrets of cookies and
// one-time links.
package identity
