package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
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

// granted gives each browser the cookie that the page of the episode would: the grant to
// play the audio without a look-up.
func (s *genduServer) granted(cookies []string) ([]string, error) {
	out := make([]string, len(cookies))
	for i, cookie := range cookies {
		request, err := http.NewRequest(http.MethodGet, "http://"+s.addr+path.Dir(s.path)+"/grant", nil)
		if err != nil {
			return nil, err
		}
		request.Header.Set("Cookie", cookie)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		_ = response.Body.Close() // it has none
		set := response.Cookies()
		if response.StatusCode != http.StatusNoContent || len(set) != 1 {
			return nil, fmt.Errorf("the grant of a listener: %s with %d cookies", response.Status, len(set))
		}
		out[i] = cookie + "; " + set[0].Name + "=" + set[0].Value
	}
	return out, nil
}
