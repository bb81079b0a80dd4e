package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gendu"
	"gendu/identity"
	"gendu/store"
)

// signedIn makes n learners with a browser each and gives their cookies. The rows
// are those that a sign-in leaves behind, without the cost of n password hashes.
// Name begins the logins and must be another one for each call.
func signedIn(ctx context.Context, database, cookieName, name string, n int) ([]string, error) {
	db, err := store.Open(ctx, database)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var cookies []string
	for i := range n {
		now := time.Now()
		u := &gendu.User{
			ID: gendu.NewID(now), Login: fmt.Sprintf("%s%d", name, i), Name: fmt.Sprintf("Listener %d", i),
			Roles: []gendu.Role{gendu.Learner}, CreatedAt: now,
		}
		token, hash := identity.NewToken()
		err := errors.Join(
			db.CreateUser(ctx, u),
			db.CreateSession(ctx, &gendu.Session{
				ID: gendu.NewID(now), UserID: u.ID, TokenHash: hash, Device: "Chrome Linux",
				CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(24 * time.Hour),
			}, u.PasswordHash),
		)
		if err != nil {
			return nil, err
		}
		cookies = append(cookies, cookieName+"="+token)
	}
	return cookies, nil
}
