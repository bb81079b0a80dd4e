package server

import (
	"context"
	"crypto/rand"
	"runtime"

	"gendu"
	"gendu/identity"
)

// hasher runs argon2id for a few requests at once; the others wait, and a crowd
// of waiters is turned away, so that a flood of sign-ins takes neither the memory
// nor the processors of the server.
type hasher struct {
	running chan struct{}
	waiting chan struct{}
	dummy   string // the hash that unknown accounts are compared with
}

// maxWaiting is how many requests wait for a hash: with 70 ms each on two
// processors the last one waits about 2.5 s.
const maxWaiting = 64

func newHasher() *hasher {
	return &hasher{
		running: make(chan struct{}, max(1, runtime.GOMAXPROCS(0))),
		waiting: make(chan struct{}, maxWaiting),
		dummy:   identity.HashPassword(rand.Text()),
	}
}

// enter waits for a place. The error is Busy where too many wait.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.waiting <- struct{}{}:
	default:
		return nil, gendu.Errorf(gendu.Busy, "Many people are signing in right now. Please try again in a few seconds.")
	}
	defer func() { <-h.waiting }()
	select {
	case h.running <- struct{}{}:
		return func() { <-h.running }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return identity.HashPassword(password), nil
}

// verify compares with the hash; with an empty one (no such account, or no
// password yet) it takes the same time and answers false.
func (h *hasher) verify(ctx context.Context, hash, password string) (bool, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	if hash == "" {
		_, err = identity.VerifyPassword(h.dummy, password)
		return false, err
	}
	return identity.VerifyPassword(hash, password)
}
