// Package rows holds what several parts of the store share: how takes, comparisons,
// episodes and texts lie in their rows, which sentence in use an older one has become, what
// a person keeps, what is revoked, and the log of what was deleted. Its functions take the
// database or the transaction that they work in.
//
//	t, err := rows.Takes.One(ctx, db.Reader, "WHERE t.id = $1", id)
package rows
