package people

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Tickets is how a one-time link lies in its row.
var Tickets = sqldb.Table[gendu.Ticket]{
	Name: "tickets", Thing: "invitation",
	Cols: []string{"id", "purpose", "token_hash", "user_id", "roles", "created_by", "created_at", "expires_at", "used_at"},
	Fields: func(v *gendu.Ticket) []any {
		return []any{
			&v.ID, &v.Purpose, sqldb.Hex(&v.TokenHash), &v.UserID, sqldb.Roles(&v.Roles), &v.CreatedBy,
			sqldb.Time(&v.CreatedAt), sqldb.Time(&v.ExpiresAt), sqldb.Time(&v.UsedAt),
		}
	},
}

// CreateTicket writes a new one-time secret.
func (s *People) CreateTicket(ctx context.Context, v *gendu.Ticket) error {
	s.db.Stamp(&v.ID, &v.CreatedAt)
	_, err := Tickets.Insert(ctx, s.db.Writer, "", v)
	return err
}

// Usable is the condition under which a ticket works at a moment, a placeholder: it was
// not used, has not expired, and the admin who made it still is one. Those that nobody
// made, at a start or on the command line, have no account to end with.
func Usable(moment string) string {
	return "t.used_at = 0 AND t.expires_at > " + moment + " AND (t.created_by = '' OR " + rows.Active("t.created_by", gendu.Admin) + ")"
}

// Ticket is the ticket of this token, given the SHA-256 of it. One that does not work
// any more is [gendu.NotFound].
func (s *People) Ticket(ctx context.Context, tokenHash []byte) (*gendu.Ticket, error) {
	return Tickets.One(ctx, s.db.Reader, "WHERE t.token_hash = $1 AND "+Usable("$2"),
		sqldb.Hex(&tokenHash), sqldb.ToMS(s.db.Clock()))
}

// redeem marks a ticket as used, once for ever.
func (s *People) redeem(ctx context.Context, tx *sql.Tx, tokenHash []byte) (*gendu.Ticket, error) {
	return sqldb.Row(ctx, tx, "invitation", Tickets.Fields,
		"UPDATE tickets AS t SET used_at = $2 WHERE t.token_hash = $1 AND "+Usable("$2")+" RETURNING "+Tickets.Plain(), sqldb.Hex(&tokenHash), sqldb.ToMS(s.db.Clock()))
}

// RedeemTicketNewUser creates u with the roles of the ticket and uses it up. A
// set-up ticket makes a user of all roles, and only while there is no
// administrator; else it is [gendu.Conflict]. A used or expired ticket is [gendu.NotFound].
func (s *People) RedeemTicketNewUser(ctx context.Context, tokenHash []byte, u *gendu.User) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		t, err := s.redeem(ctx, tx, tokenHash)
		if err != nil {
			return err
		}
		switch t.Purpose {
		case gendu.TicketInvite:
			u.Roles = t.Roles
		case gendu.TicketSetup:
			if s.db.Dialect.LockUsers != "" {
				if _, err := sqldb.Exec(ctx, tx, s.db.Dialect.LockUsers); err != nil {
					return err
				}
			}
			n, err := sqldb.Value[int](ctx, tx, CountAdmins)
			if err != nil {
				return err
			}
			if n > 0 {
				return gendu.Errorf(gendu.Conflict, "This server is set up already. Please sign in, or ask an administrator for an invitation.")
			}
			u.Roles = gendu.Roles()
		default:
			return sqldb.Missing("invitation")
		}
		return AddUser(ctx, s.db, tx, u)
	})
}

// RedeemTicketPassword sets the password of the user whom a reset ticket is for,
// uses it and all their other reset tickets up, and signs them out everywhere.
func (s *People) RedeemTicketPassword(ctx context.Context, tokenHash []byte, hash string) error {
	defer s.revoked.Count()
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		t, err := s.redeem(ctx, tx, tokenHash)
		if err != nil {
			return err
		}
		if t.Purpose != gendu.TicketReset {
			return sqldb.Missing("reset link")
		}
		return setPassword(ctx, tx, t.UserID, hash, sqldb.ToMS(s.db.Clock()))
	})
}
