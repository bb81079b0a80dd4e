package gate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strings"
	"time"

	"gendu"
	"gendu/server/httpio"
	"gendu/store"
)

// Limits within attemptWindow. A class of 40 behind one address signs up and
// signs in at the start of a lesson, some with two or three mistakes: that passes.
// One account may be tried more often from everywhere than from one address. A
// browser on which the account signed in before is not counted among these, so that a
// stranger cannot lock its owner out by guessing: see devices.go.
const (
	AttemptWindow    = 15 * time.Minute
	MaxPerAccount    = 50
	MaxAccountAtHome = 10 // for one account from one address
	MaxPerAddress    = 200
	MaxCodesPerPlace = 300 // codes, sign-ups and links, per address
	MaxFaults        = 20  // reports of faults of the app, per account
	MaxFlags         = 120 // flags of sentences, per account
	MaxCodesOfOne    = 20  // codes that one account tries to join by, from everywhere
)

// Attempt is what is counted.
type Attempt struct {
	key  string
	most int
}

// Limiter counts attempts of signing in, of codes and of links.
type Limiter struct {
	store *store.Store
	now   func() time.Time
}

// NewLimiter makes a limiter that counts in a store.
func NewLimiter(rows *store.Store, now func() time.Time) Limiter { return Limiter{rows, now} }

// Left is how long the window of the counters still lasts. Windows follow each
// other on the clock.
func (l Limiter) Left() time.Duration {
	now := l.now()
	return now.Truncate(AttemptWindow).Add(AttemptWindow).Sub(now)
}

// SignInAttempts are the counters of one attempt to sign in: by account from
// this address, by account, and by address. Known and unknown accounts count
// alike.
func SignInAttempts(login, address string) []Attempt {
	login, place := strings.ToLower(login), PlaceOf(address)
	return []Attempt{
		{attemptKey("account-address", login+"\x00"+place), MaxAccountAtHome},
		{attemptKey("account", login), MaxPerAccount},
		{attemptKey("address", place), MaxPerAddress},
	}
}

// DeviceAttempts are the counters of one attempt to sign in on a browser where the account
// signed in before.
func DeviceAttempts(device, login string) []Attempt {
	return []Attempt{{attemptKey("device", device+"\x00"+login), MaxAccountAtHome}}
}

// CodeAttempts are the counters of one attempt with a code or a one-time link.
func CodeAttempts(address string) []Attempt {
	return []Attempt{{attemptKey("code-address", PlaceOf(address)), MaxCodesPerPlace}}
}

// JoinAttempts are the counters of one attempt of a user to join a class: by
// account, so that nobody guesses on from many addresses, and by address. A
// success clears neither: who has one good code must not buy guesses at others.
func JoinAttempts(user gendu.ID, address string) []Attempt {
	return append([]Attempt{{attemptKey("code-account", string(user)), MaxCodesOfOne}}, CodeAttempts(address)...)
}

// PasswordAttempts are the counters of confirming the own password.
func PasswordAttempts(user gendu.ID) []Attempt {
	return []Attempt{{attemptKey("own-password", string(user)), MaxAccountAtHome}}
}

// FaultReports are the counters of one report of a fault of the app.
func FaultReports(user gendu.ID) []Attempt {
	return []Attempt{{attemptKey("faults", string(user)), MaxFaults}}
}

// FlagReports are the counters of one flag of a sentence.
func FlagReports(user gendu.ID) []Attempt {
	return []Attempt{{attemptKey("flags", string(user)), MaxFlags}}
}

// Count notes an attempt before it is made, so that many at once cannot slip
// through. The error is Busy where one counter is over.
func (l Limiter) Count(ctx context.Context, attempts []Attempt) error {
	for _, a := range attempts {
		n, err := l.store.CountAttempt(ctx, a.key, AttemptWindow)
		if err != nil {
			return err
		}
		if n > a.most {
			return httpio.AskAgainAfter(l.Left(), gendu.Errorf(gendu.Busy, "That was tried too often. Please wait a quarter of an hour and try again."))
		}
	}
	return nil
}

// Forgive clears the counters of an account after a success. The address keeps
// its count: one good account must not buy guesses at others.
func (l Limiter) Forgive(ctx context.Context, attempts []Attempt) error {
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

// PlaceOf is the address as it is counted: IPv6 by its /64, since one line
// commands all of that.
func PlaceOf(address string) string {
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
