package store

import (
	"context"
	"database/sql"

	"gendu"
)

var tickets = table[gendu.Ticket]{
	name: "tickets", thing: "invitation",
	cols: []string{"id", "purpose", "token_hash", "user_id", "roles", "created_by", "created_at", "expires_at", "used_at"},
	fields: func(v *gendu.Ticket) []any {
		return []any{
			&v.ID, &v.Purpose, asHex(&v.TokenHash), &v.UserID, asRoles(&v.Roles), &v.CreatedBy,
			at(&v.CreatedAt), at(&v.ExpiresAt), at(&v.UsedAt),
		}
	},
}

// CreateTicket writes a new one-time secret.
func (s *Store) CreateTicket(ctx context.Context, v *gendu.Ticket) error {
	s.stamp(&v.ID, &v.CreatedAt)
	_, err := tickets.insert(ctx, s.w, "", v)
	return err
}

// usable is the condition under which a ticket works at a moment, a placeholder: it was
// not used, has not expired, and the admin who made it still is one. Those that nobody
// made, at a start or on the command line, have no account to end with.
func usable(moment string) string {
	return "t.used_at = 0 AND t.expires_at > " + moment + " AND (t.created_by = '' OR " + active("t.created_by", gendu.Admin) + ")"
}

// Ticket is the ticket of this token, given the SHA-256 of it. One that does not work
// any more is [gendu.NotFound].
func (s *Store) Ticket(ctx context.Context, tokenHash []byte) (*gendu.Ticket, error) {
	return tickets.one(ctx, s.r, "WHERE t.token_hash = $1 AND "+usable("$2"),
		asHex(&tokenHash), toMS(s.now()))
}

// redeem marks a ticket as used, once for ever.
func (s *Store) redeem(ctx context.Context, tx *sql.Tx, tokenHash []byte) (*gendu.Ticket, error) {
	return row(ctx, tx, "invitation", tickets.fields,
		"UPDATE tickets AS t SET used_at = $2 WHERE t.token_hash = $1 AND "+usable("$2")+" RETURNING "+tickets.plain(), asHex(&tokenHash), toMS(s.now()))
}

// RedeemTicketNewUser creates u with the roles of the ticket and uses it up. A
// set-up ticket makes a user of all roles, and only while there is no
// administrator; else it is [gendu.Conflict]. A used or expired ticket is [gendu.NotFound].
func (s *Store) RedeemTicketNewUser(ctx context.Context, tokenHash []byte, u *gendu.User) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		t, err := s.redeem(ctx, tx, tokenHash)
		if err != nil {
			return err
		}
		switch t.Purpose {
		case gendu.TicketInvite:
			u.Roles = t.Roles
		case gendu.TicketSetup:
			if s.d.lockUsers != "" {
				if _, err := exec(ctx, tx, s.d.lockUsers); err != nil {
					return err
				}
			}
			n, err := value[int](ctx, tx, countAdmins)
			if err != nil {
				return err
			}
			if n > 0 {
				return gendu.Errorf(gendu.Conflict, "This server is set up already. Please sign in, or ask an administrator for an invitation.")
			}
			u.Roles = gendu.Roles()
		default:
			return missing("invitation")
		}
		return s.addUser(ctx, tx, u)
	})
}

// RedeemTicketPassword sets the password of the user whom a reset ticket is for,
// uses it and all their other reset tickets up, and signs them out everywhere.
func (s *Store) RedeemTicketPassword(ctx context.Context, tokenHash []byte, hash string) error {
	defer s.revoking()
	return s.tx(ctx, func(tx *sql.Tx) error {
		t, err := s.redeem(ctx, tx, tokenHash)
		if err != nil {
			return err
		}
		if t.Purpose != gendu.TicketReset {
			return missing("reset link")
		}
		return setPassword(ctx, tx, t.UserID, hash, toMS(s.now()))
	})
}
