package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"gendu"
)

var users = table[gendu.User]{
	name: "users", thing: "user",
	cols: []string{"id", "login", "name", "password_hash", "roles", "locale", "disabled", "demo", "created_at", "delete_at", "delete_by", "deleted_at"},
	fields: func(u *gendu.User) []any {
		return []any{
			&u.ID, &u.Login, &u.Name, &u.PasswordHash, asRoles(&u.Roles), &u.Locale, &u.Disabled, &u.Demo, at(&u.CreatedAt),
			at(&u.DeleteAt), &u.DeleteBy, at(&u.DeletedAt),
		}
	},
}

var settings = table[gendu.Settings]{
	name: "settings", thing: "setting",
	cols: []string{"user_id", "key", "json", "updated_at"},
	fields: func(v *gendu.Settings) []any {
		return []any{&v.UserID, &v.Key, &v.JSON, at(&v.UpdatedAt)}
	},
}

// countAdmins counts the administrators who have a password, the disabled ones
// too: a link that was printed before them must not work again.
const countAdmins = "SELECT COUNT(*) FROM users WHERE password_hash <> '' AND ' ' || roles || ' ' LIKE '% admin %'"

// HasAdmin says whether there is an administrator. Until then the server can be
// set up with its link.
func (s *Store) HasAdmin(ctx context.Context) (bool, error) {
	n, err := value[int](ctx, s.r, countAdmins)
	return n > 0, err
}

// CreateUser writes a new user; a login that is taken is [gendu.Conflict].
func (s *Store) CreateUser(ctx context.Context, u *gendu.User) error {
	return s.addUser(ctx, s.w, u)
}

func (s *Store) addUser(ctx context.Context, q queryer, u *gendu.User) error {
	s.stamp(&u.ID, &u.CreatedAt)
	u.Roles = tidyRoles(u.Roles)
	_, err := users.insert(ctx, q, "", u)
	return explainConflict(err, "This sign-in name is taken. Please choose another.")
}

// tidyRoles puts roles into their fixed order, each once; everybody is a
// learner.
func tidyRoles(list []gendu.Role) []gendu.Role {
	out := []gendu.Role{}
	for _, r := range gendu.Roles() {
		if r == gendu.Learner || slices.Contains(list, r) {
			out = append(out, r)
		}
	}
	return out
}

// User is the user with this id.
func (s *Store) User(ctx context.Context, id gendu.ID) (*gendu.User, error) {
	return users.one(ctx, s.r, "WHERE t.id = $1", id)
}

// UserByLogin is the user who signs in with this name, given in lower case.
func (s *Store) UserByLogin(ctx context.Context, login string) (*gendu.User, error) {
	return users.one(ctx, s.r, "WHERE t.login = $1", login)
}

// UserQuery chooses a part of the list of users, which is in the order of their
// sign-in names.
type UserQuery struct {
	Search string // in the sign-in name or the name; "" is everybody
	After  string // the sign-in name behind which the part begins; "" is the first
	Limit  int    // at most so many
}

// FindUsers gives a part of the users, and how many fit the search in all.
func (s *Store) FindUsers(ctx context.Context, q UserQuery) (list []*gendu.User, total int, err error) {
	const fits = `t.deleted_at = 0 AND (CAST($1 AS TEXT) = '' OR t.login LIKE $2 ESCAPE '\' OR LOWER(t.name) LIKE $2 ESCAPE '\' OR t.name LIKE $3 ESCAPE '\')`
	search := strings.TrimSpace(q.Search)
	// SQLite's LOWER knows a to z only: other letters are found as they were typed, too.
	lower, typed := contains(strings.ToLower(search)), contains(search)
	if total, err = value[int](ctx, s.r, "SELECT COUNT(*) FROM users AS t WHERE "+fits, search, lower, typed); err != nil {
		return nil, 0, err
	}
	list, err = users.list(ctx, s.r, "WHERE "+fits+" AND t.login > $4 ORDER BY t.login LIMIT $5", search, lower, typed, q.After, q.Limit)
	return list, total, err
}

// contains is the pattern of LIKE, with a backslash as its ESCAPE, for what holds a
// text anywhere.
func contains(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}

// Users lists all users by their sign-in names.
func (s *Store) Users(ctx context.Context) ([]*gendu.User, error) {
	return users.list(ctx, s.r, "WHERE t.deleted_at = 0 ORDER BY t.login")
}

// SetPassword replaces a user's password hash and revokes all their sessions and
// reset tickets.
func (s *Store) SetPassword(ctx context.Context, id gendu.ID, hash string) error {
	defer s.revoking()
	return s.tx(ctx, func(tx *sql.Tx) error { return setPassword(ctx, tx, id, hash, toMS(s.now())) })
}

// ChangePassword is SetPassword where the hash still is the one that the user's
// current password was checked against; else it is [gendu.Conflict].
func (s *Store) ChangePassword(ctx context.Context, id gendu.ID, from, to string) error {
	defer s.revoking()
	return s.tx(ctx, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2", id, from, to)
		if err != nil {
			return err
		}
		if n == 0 {
			return passwordChanged()
		}
		return setPassword(ctx, tx, id, to, toMS(s.now()))
	})
}

func passwordChanged() error {
	return gendu.Errorf(gendu.Conflict, "The password was changed meanwhile, or the account is disabled.")
}

func setPassword(ctx context.Context, tx *sql.Tx, id gendu.ID, hash string, nowMS int64) error {
	if err := changeUser(ctx, tx, id, "UPDATE users SET password_hash = $2 WHERE id = $1", hash, nowMS); err != nil {
		return err
	}
	_, err := exec(ctx, tx, "UPDATE tickets SET used_at = $2 WHERE user_id = $1 AND purpose = $3 AND used_at = 0",
		id, nowMS, gendu.TicketReset)
	return err
}

// SetRoles replaces a user's roles. Their sessions stay: a session holds no roles, and
// [Store.SessionByToken] reads those of the user, so that the next request of every
// browser has the new ones.
func (s *Store) SetRoles(ctx context.Context, id gendu.ID, roles []gendu.Role) error {
	roles = tidyRoles(roles)
	return notFoundIfNone("user")(exec(ctx, s.w, "UPDATE users SET roles = $2 WHERE id = $1", id, asRoles(&roles)))
}

// SetDisabled shuts a user out, or lets them in again, and revokes all their
// sessions.
func (s *Store) SetDisabled(ctx context.Context, id gendu.ID, disabled bool) error {
	defer s.revoking()
	return s.tx(ctx, func(tx *sql.Tx) error {
		return changeUser(ctx, tx, id, "UPDATE users SET disabled = $2 WHERE id = $1", disabled, toMS(s.now()))
	})
}

// changeUser runs one UPDATE of a user, signs them out everywhere and ends their grants.
func changeUser(ctx context.Context, tx *sql.Tx, id gendu.ID, update string, arg any, nowMS int64) error {
	if err := notFoundIfNone("user")(exec(ctx, tx, update, id, arg)); err != nil {
		return err
	}
	if _, err := exec(ctx, tx, "DELETE FROM sessions WHERE user_id = $1", id); err != nil {
		return err
	}
	return revoke(ctx, tx, id, nowMS)
}

// UpdateProfile changes what users change themselves, the name that others see and
// the language of the pages; nil leaves one as it is.
func (s *Store) UpdateProfile(ctx context.Context, id gendu.ID, name, locale *string) error {
	return notFoundIfNone("user")(exec(ctx, s.w, `UPDATE users SET name = COALESCE(CAST($2 AS TEXT), name),
		locale = COALESCE(CAST($3 AS TEXT), locale) WHERE id = $1`, id, name, locale))
}

// Setting is what a user has stored under a key.
func (s *Store) Setting(ctx context.Context, userID gendu.ID, key string) (*gendu.Settings, error) {
	return settings.one(ctx, s.r, "WHERE t.user_id = $1 AND t.key = $2", userID, key)
}
