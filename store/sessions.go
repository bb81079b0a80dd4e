package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gendu"
)

var sessions = table[gendu.Session]{
	name: "sessions", thing: "session",
	cols: []string{"id", "user_id", "token_hash", "device", "created_at", "seen_at", "expires_at", "confirmed_at"},
	fields: func(v *gendu.Session) []any {
		return []any{&v.ID, &v.UserID, asHex(&v.TokenHash), &v.Device, at(&v.CreatedAt), at(&v.SeenAt), at(&v.ExpiresAt), at(&v.ConfirmedAt)}
	},
}

// CreateSession signs a browser in, while passwordHash is still what its user's
// password is checked against and the user is not disabled; else it is
// [gendu.Conflict]. Checking a password takes long enough for it to be changed
// meanwhile, and a change ends all sessions: the row of the user is held, so that
// this one comes before the change and ends with it, or does not come at all.
func (s *Store) CreateSession(ctx context.Context, v *gendu.Session, passwordHash string) error {
	s.stamp(&v.ID, &v.CreatedAt)
	if v.SeenAt.IsZero() {
		v.SeenAt = v.CreatedAt
	}
	n := len(sessions.cols)
	written, err := exec(ctx, s.w, fmt.Sprintf("INSERT INTO sessions (%s) SELECT %s FROM users WHERE id = $%d AND password_hash = $%d AND NOT disabled %s",
		sessions.plain(), marks(1, n), n+1, n+2, s.d.share), append(sessions.fields(v), v.UserID, passwordHash)...)
	if err == nil && written == 0 {
		err = passwordChanged()
	}
	if err != nil {
		return err
	}
	_, err = s.signOut(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id <> $2 AND id NOT IN (
		SELECT x.id FROM sessions x WHERE x.user_id = $1 AND x.id <> $2 ORDER BY x.seen_at DESC, x.id DESC LIMIT $3)`, v.UserID, v.ID, MaxSessions-1)
	return err
}

// signOut runs a DELETE of sessions, ends their grants, and says how many there were.
func (s *Store) signOut(ctx context.Context, remove string, args ...any) (n int, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		ended, err := rows(ctx, tx, func(v *gendu.ID) []any { return []any{v} }, remove+" RETURNING id", args...)
		n = len(ended)
		for _, id := range ended {
			if err == nil {
				err = revoke(ctx, tx, *id, toMS(s.now()))
			}
		}
		return err
	})
	if n > 0 { // most who sign in end no other session
		s.revoking()
	}
	return n, err
}

const (
	// SessionIdle is after how long without a request a browser is signed out.
	SessionIdle = 30 * 24 * time.Hour
	// MaxSessions is in how many browsers one person is signed in; the one that was seen
	// longest ago is signed out first.
	MaxSessions = 20
)

// works holds for a session s that has not expired at $2 and was seen after $3.
const works = "s.expires_at > $2 AND s.seen_at > $3"

func (s *Store) idleSince() int64 { return toMS(s.now().Add(-SessionIdle)) }

// SessionByToken is the session of a browser and its user, in one query, given
// the SHA-256 of the browser's token. A session that has expired and a user who
// is disabled are [gendu.NotFound].
func (s *Store) SessionByToken(ctx context.Context, tokenHash []byte) (*gendu.Session, *gendu.User, error) {
	type both struct {
		session gendu.Session
		user    gendu.User
	}
	b, err := row(ctx, s.r, "session",
		func(b *both) []any { return append(sessions.fields(&b.session), users.fields(&b.user)...) },
		"SELECT "+sessions.of("s")+", "+users.of("u")+` FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.token_hash = $1 AND `+works+` AND NOT u.disabled`,
		asHex(&tokenHash), toMS(s.now()), s.idleSince())
	if err != nil {
		return nil, nil, err
	}
	return &b.session, &b.user, nil
}

// TouchSession notes when a browser was last seen.
func (s *Store) TouchSession(ctx context.Context, id gendu.ID, seenAt time.Time) error {
	return notFoundIfNone("session")(exec(ctx, s.w, "UPDATE sessions SET seen_at = $2 WHERE id = $1", id, toMS(seenAt)))
}

// Sessions lists where a user is signed in, the latest seen first.
func (s *Store) Sessions(ctx context.Context, userID gendu.ID) ([]*gendu.Session, error) {
	return sessions.list(ctx, s.r, "JOIN sessions s ON s.id = t.id WHERE t.user_id = $1 AND "+works+" ORDER BY t.seen_at DESC, t.id DESC",
		userID, toMS(s.now()), s.idleSince())
}

// DeleteSession signs one of a user's browsers out.
func (s *Store) DeleteSession(ctx context.Context, userID, id gendu.ID) error {
	return notFoundIfNone("session")(s.signOut(ctx, "DELETE FROM sessions WHERE id = $1 AND user_id = $2", id, userID))
}

// DeleteOtherSessions signs a user out of all browsers but the one of the session keep.
func (s *Store) DeleteOtherSessions(ctx context.Context, userID, keep gendu.ID) error {
	_, err := s.signOut(ctx, "DELETE FROM sessions WHERE user_id = $1 AND id <> $2", userID, keep)
	return err
}

// ConfirmSession notes that the password was typed again.
func (s *Store) ConfirmSession(ctx context.Context, id gendu.ID) error {
	return notFoundIfNone("session")(exec(ctx, s.w, "UPDATE sessions SET confirmed_at = $2 WHERE id = $1", id, toMS(s.now())))
}
