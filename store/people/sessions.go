package people

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

var sessions = sqldb.Table[gendu.Session]{
	Name: "sessions", Thing: "session",
	Cols: []string{"id", "user_id", "token_hash", "device", "created_at", "seen_at", "expires_at", "confirmed_at"},
	Fields: func(v *gendu.Session) []any {
		return []any{&v.ID, &v.UserID, sqldb.Hex(&v.TokenHash), &v.Device, sqldb.Time(&v.CreatedAt), sqldb.Time(&v.SeenAt), sqldb.Time(&v.ExpiresAt), sqldb.Time(&v.ConfirmedAt)}
	},
}

// CreateSession signs a browser in, while passwordHash is still what its user's
// password is checked against and the user is not disabled; else it is
// [gendu.Conflict]. Checking a password takes long enough for it to be changed
// meanwhile, and a change ends all sessions: the row of the user is held, so that
// this one comes before the change and ends with it, or does not come at all.
func (s *People) CreateSession(ctx context.Context, v *gendu.Session, passwordHash string) error {
	s.db.Stamp(&v.ID, &v.CreatedAt)
	if v.SeenAt.IsZero() {
		v.SeenAt = v.CreatedAt
	}
	n := len(sessions.Cols)
	written, err := sqldb.Exec(ctx, s.db.Writer, fmt.Sprintf("INSERT INTO sessions (%s) SELECT %s FROM users WHERE id = $%d AND password_hash = $%d AND NOT disabled %s",
		sessions.Plain(), sqldb.Marks(1, n), n+1, n+2, s.db.Dialect.Share), append(sessions.Fields(v), v.UserID, passwordHash)...)
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
func (s *People) signOut(ctx context.Context, remove string, args ...any) (n int, err error) {
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		ended, err := sqldb.Rows(ctx, tx, func(v *gendu.ID) []any { return []any{v} }, remove+" RETURNING id", args...)
		n = len(ended)
		for _, id := range ended {
			if err == nil {
				err = rows.Revoke(ctx, tx, *id, sqldb.ToMS(s.db.Clock()))
			}
		}
		return err
	})
	if n > 0 { // most who sign in end no other session
		s.revoked.Count()
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

func (s *People) idleSince() int64 { return sqldb.ToMS(s.db.Clock().Add(-SessionIdle)) }

// SessionByToken is the session of a browser and its user, in one query, given
// the SHA-256 of the browser's token. A session that has expired and a user who
// is disabled are [gendu.NotFound].
func (s *People) SessionByToken(ctx context.Context, tokenHash []byte) (*gendu.Session, *gendu.User, error) {
	type both struct {
		session gendu.Session
		user    gendu.User
	}
	b, err := sqldb.Row(ctx, s.db.Reader, "session",
		func(b *both) []any { return append(sessions.Fields(&b.session), Users.Fields(&b.user)...) },
		"SELECT "+sessions.Of("s")+", "+Users.Of("u")+` FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.token_hash = $1 AND `+works+` AND NOT u.disabled`,
		sqldb.Hex(&tokenHash), sqldb.ToMS(s.db.Clock()), s.idleSince())
	if err != nil {
		return nil, nil, err
	}
	return &b.session, &b.user, nil
}

// TouchSession notes when a browser was last seen.
func (s *People) TouchSession(ctx context.Context, id gendu.ID, seenAt time.Time) error {
	return sqldb.NotFoundIfNone("session")(sqldb.Exec(ctx, s.db.Writer, "UPDATE sessions SET seen_at = $2 WHERE id = $1", id, sqldb.ToMS(seenAt)))
}

// Sessions lists where a user is signed in, the latest seen first.
func (s *People) Sessions(ctx context.Context, userID gendu.ID) ([]*gendu.Session, error) {
	return sessions.List(ctx, s.db.Reader, "JOIN sessions s ON s.id = t.id WHERE t.user_id = $1 AND "+works+" ORDER BY t.seen_at DESC, t.id DESC",
		userID, sqldb.ToMS(s.db.Clock()), s.idleSince())
}

// DeleteSession signs one of a user's browsers out.
func (s *People) DeleteSession(ctx context.Context, userID, id gendu.ID) error {
	return sqldb.NotFoundIfNone("session")(s.signOut(ctx, "DELETE FROM sessions WHERE id = $1 AND user_id = $2", id, userID))
}

// DeleteOtherSessions signs a user out of all browsers but the one of the session keep.
func (s *People) DeleteOtherSessions(ctx context.Context, userID, keep gendu.ID) error {
	_, err := s.signOut(ctx, "DELETE FROM sessions WHERE user_id = $1 AND id <> $2", userID, keep)
	return err
}

// ConfirmSession notes that the password was typed again.
func (s *People) ConfirmSession(ctx context.Context, id gendu.ID) error {
	return sqldb.NotFoundIfNone("session")(sqldb.Exec(ctx, s.db.Writer, "UPDATE sessions SET confirmed_at = $2 WHERE id = $1", id, sqldb.ToMS(s.db.Clock())))
}
