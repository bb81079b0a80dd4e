package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strings"
	"time"

	"gendu"
	"gendu/store"
)

// Limits within attemptWindow. A class of 40 behind one address signs up and
// signs in at the start of a lesson, some with two or three mistakes: that passes.
// One account may be tried more often from everywhere than from one address. A
// browser on which the account signed in before is not counted among these, so that a
// stranger cannot lock its owner out by guessing: see devices.go.
const (
	attemptWindow    = 15 * time.Minute
	maxPerAccount    = 50
	maxAccountAtHome = 10 // for one account from one address
	maxPerAddress    = 200
	maxCodesPerPlace = 300 // codes, sign-ups and links, per address
	maxFaults        = 20  // reports of faults of the app, per account
	maxCodesOfOne    = 20  // codes that one account tries to join by, from everywhere
)

// retryBusy is when what was only busy may be asked for again.
const retryBusy = 5 * time.Second

// attempt is what is counted.
type attempt struct {
	key  string
	most int
}

// limiter counts attempts of signing in, of codes and of links.
type limiter struct {
	store *store.Store
	now   func() time.Time
}

// left is how long the window of the counters still lasts. Windows follow each
// other on the clock.
func (l limiter) left() time.Duration {
	now := l.now()
	return now.Truncate(attemptWindow).Add(attemptWindow).Sub(now)
}

// signInAttempts are the counters of one attempt to sign in: by account from
// this address, by account, and by address. Known and unknown accounts count
// alike.
func signInAttempts(login, address string) []attempt {
	login, place := strings.ToLower(login), placeOf(address)
	return []attempt{
		{attemptKey("account-address", login+"\x00"+place), maxAccountAtHome},
		{attemptKey("account", login), maxPerAccount},
		{attemptKey("address", place), maxPerAddress},
	}
}

// codeAttempts are the counters of one attempt with a code or a one-time link.
func codeAttempts(address string) []attempt {
	return []attempt{{attemptKey("code-address", placeOf(address)), maxCodesPerPlace}}
}

// joinAttempts are the counters of one attempt of a user to join a class: by
// account, so that nobody guesses on from many addresses, and by address. A
// success clears neither: who has one good code must not buy guesses at others.
func joinAttempts(user gendu.ID, address string) []attempt {
	return append([]attempt{{attemptKey("code-account", string(user)), maxCodesOfOne}}, codeAttempts(address)...)
}

// passwordAttempts are the counters of confirming the own password.
func passwordAttempts(user gendu.ID) []attempt {
	return []attempt{{attemptKey("own-password", string(user)), maxAccountAtHome}}
}

// faultReports are the counters of one report of a fault of the app.
func faultReports(user gendu.ID) []attempt {
	return []attempt{{attemptKey("faults", string(user)), maxFaults}}
}

// count notes an attempt before it is made, so that many at once cannot slip
// through. The error is Busy where one counter is over.
func (l limiter) count(ctx context.Context, attempts []attempt) error {
	for _, a := range attempts {
		n, err := l.store.CountAttempt(ctx, a.key, attemptWindow)
		if err != nil {
			return err
		}
		if n > a.most {
			return &waitError{l.left(), gendu.Errorf(gendu.Busy, "That was tried too often. Please wait a quarter of an hour and try again.")}
		}
	}
	return nil
}

// forgive clears the counters of an account after a success. The address keeps
// its count: one good account must not buy guesses at others.
func (l limiter) forgive(ctx context.Context, attempts []attempt) error {
	for _, a := range attempts {
		if strings.HasPrefix(a.key, "address:") || strings.HasPrefix(a.key, "code-address:") {
			continue
		}
		if err := l.store.ForgetAttempts(ctx, a.key); err != nil {
			return err
		}
	}
	return nil
}

// attemptKey hides what was typed: a login field now and then holds a password.
func attemptKey(kind, text string) string {
	sum := sha256.Sum256([]byte(text))
	return kind + ":" + hex.EncodeToString(sum[:16])
}

// placeOf is the address as it is counted: IPv6 by its /64, since one line
// commands all of that.
func placeOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		p, _ := ip.Prefix(64)
		return p.String()
	}
	return ip.String()
}
