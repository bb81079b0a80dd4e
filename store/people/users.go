package people

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// People keeps users and what belongs to their accounts.
type People struct {
	db      *sqldb.DB
	revoked *rows.Revocations
	limits  *gendu.Limits
}

// New keeps users in a database. limits may be changed before it is used.
func New(db *sqldb.DB, revoked *rows.Revocations, limits *gendu.Limits) *People {
	return &People{db, revoked, limits}
}

// Users is how a user lies in its row.
var Users = sqldb.Table[gendu.User]{
	Name: "users", Thing: "user",
	Cols: []string{"id", "login", "name", "password_hash", "roles", "locale", "disabled", "demo", "created_at", "delete_at", "delete_by", "deleted_at"},
	Fields: func(u *gendu.User) []any {
		return []any{
			&u.ID, &u.Login, &u.Name, &u.PasswordHash, sqldb.Roles(&u.Roles), &u.Locale, &u.Disabled, &u.Demo, sqldb.Time(&u.CreatedAt),
			sqldb.Time(&u.DeleteAt), &u.DeleteBy, sqldb.Time(&u.DeletedAt),
		}
	},
}

var settings = sqldb.Table[gendu.Settings]{
	Name: "settings", Thing: "setting",
	Cols: []string{"user_id", "key", "json", "updated_at"},
	Fields: func(v *gendu.Settings) []any {
		return []any{&v.UserID, &v.Key, &v.JSON, sqldb.Time(&v.UpdatedAt)}
	},
}

// CountAdmins counts the administrators who have a password, the disabled ones
// too: a link that was printed before them must not work again.
const CountAdmins = "SELECT COUNT(*) FROM users WHERE password_hash <> '' AND ' ' || roles || ' ' LIKE '% admin %'"

// HasAdmin says whether there is an administrator. Until then the server can be
// set up with its link.
func (s *People) HasAdmin(ctx context.Context) (bool, error) {
	n, err := sqldb.Value[int](ctx, s.db.Reader, CountAdmins)
	return n > 0, err
}

// CreateUser writes a new user; a login that is taken is [gendu.Conflict].
func (s *People) CreateUser(ctx context.Context, u *gendu.User) error {
	return AddUser(ctx, s.db, s.db.Writer, u)
}

// AddUser writes a new user; a login that is taken is [gendu.Conflict].
func AddUser(ctx context.Context, db *sqldb.DB, q sqldb.Queryer, u *gendu.User) error {
	db.Stamp(&u.ID, &u.CreatedAt)
	u.Roles = tidyRoles(u.Roles)
	_, err := Users.Insert(ctx, q, "", u)
	return sqldb.ExplainConflict(err, "This sign-in name is taken. Please choose another.")
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
func (s *People) User(ctx context.Context, id gendu.ID) (*gendu.User, error) {
	return Users.One(ctx, s.db.Reader, "WHERE t.id = $1", id)
}

// UserByLogin is the user who signs in with this name, given in lower case.
func (s *People) UserByLogin(ctx context.Context, login string) (*gendu.User, error) {
	return Users.One(ctx, s.db.Reader, "WHERE t.login = $1", login)
}

// UserQuery chooses a part of the list of users, which is in the order of their
// sign-in names.
type UserQuery struct {
	Search string // in the sign-in name or the name; "" is everybody
	After  string // the sign-in name behind which the part begins; "" is the first
	Limit  int    // at most so many
}

// FindUsers gives a part of the users, and how many fit the search in all.
func (s *People) FindUsers(ctx context.Context, q UserQuery) (list []*gendu.User, total int, err error) {
	const fits = `t.deleted_at = 0 AND (CAST($1 AS TEXT) = '' OR t.login LIKE $2 ESCAPE '\' OR LOWER(t.name) LIKE $2 ESCAPE '\' OR t.name LIKE $3 ESCAPE '\')`
	search := strings.TrimSpace(q.Search)
	// SQLite's LOWER knows a to z only: other letters are found as they were typed, too.
	lower, typed := contains(strings.ToLower(search)), contains(search)
	if total, err = sqldb.Value[int](ctx, s.db.Reader, "SELECT COUNT(*) FROM users AS t WHERE "+fits, search, lower, typed); err != nil {
		return nil, 0, err
	}
	list, err = Users.List(ctx, s.db.Reader, "WHERE "+fits+" AND t.login > $4 ORDER BY t.login LIMIT $5", search, lower, typed, q.After, q.Limit)
	return list, total, err
}

// contains is the pattern of LIKE, with a backslash as its ESCAPE, for what holds a
// text anywhere.
func contains(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}

// Users lists all users by their sign-in names.
func (s *People) Users(ctx context.Context) ([]*gendu.User, error) {
	return Users.List(ctx, s.db.Reader, "WHERE t.deleted_at = 0 ORDER BY t.login")
}

// SetPassword replaces a user's password hash and revokes all their sessions and
// reset tickets.
func (s *People) SetPassword(ctx context.Context, id gendu.ID, hash string) error {
	defer s.revoked.Count()
	return s.db.Tx(ctx, func(tx *sql.Tx) error { return setPassword(ctx, tx, id, hash, sqldb.ToMS(s.db.Clock())) })
}

// ChangePassword is SetPassword where the hash still is the one that the user's
// current password was checked against; else it is [gendu.Conflict].
func (s *People) ChangePassword(ctx context.Context, id gendu.ID, from, to string) error {
	defer s.revoked.Count()
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		n, err := sqldb.Exec(ctx, tx, "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2", id, from, to)
		if err != nil {
			return err
		}
		if n == 0 {
			return passwordChanged()
		}
		return setPassword(ctx, tx, id, to, sqldb.ToMS(s.db.Clock()))
	})
}

func passwordChanged() error {
	return gendu.Errorf(gendu.Conflict, "The password was changed meanwhile, or the account is disabled.")
}

func setPassword(ctx context.Context, tx *sql.Tx, id gendu.ID, hash string, nowMS int64) error {
	if err := changeUser(ctx, tx, id, "UPDATE users SET password_hash = $2 WHERE id = $1", hash, nowMS); err != nil {
		return err
	}
	_, err := sqldb.Exec(ctx, tx, "UPDATE tickets SET used_at = $2 WHERE user_id = $1 AND purpose = $3 AND used_at = 0",
		id, nowMS, gendu.TicketReset)
	return err
}

// SetRoles replaces a user's roles. Their sessions stay: a session holds no roles, and
// [People.SessionByToken] reads those of the user, so that the next request of every
// browser has the new ones.
func (s *People) SetRoles(ctx context.Context, id gendu.ID, roles []gendu.Role) error {
	roles = tidyRoles(roles)
	return sqldb.NotFoundIfNone("user")(sqldb.Exec(ctx, s.db.Writer, "UPDATE users SET roles = $2 WHERE id = $1", id, sqldb.Roles(&roles)))
}

// SetDisabled shuts a user out, or lets them in again, and revokes all their
// sessions.
func (s *People) SetDisabled(ctx context.Context, id gendu.ID, disabled bool) error {
	defer s.revoked.Count()
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		return changeUser(ctx, tx, id, "UPDATE users SET disabled = $2 WHERE id = $1", disabled, sqldb.ToMS(s.db.Clock()))
	})
}

// changeUser runs one UPDATE of a user, signs them out everywhere and ends their grants.
func changeUser(ctx context.Context, tx *sql.Tx, id gendu.ID, update string, arg any, nowMS int64) error {
	if err := sqldb.NotFoundIfNone("user")(sqldb.Exec(ctx, tx, update, id, arg)); err != nil {
		return err
	}
	if _, err := sqldb.Exec(ctx, tx, "DELETE FROM sessions WHERE user_id = $1", id); err != nil {
		return err
	}
	return rows.Revoke(ctx, tx, id, nowMS)
}

// UpdateProfile changes what users change themselves, the name that others see and
// the language of the pages; nil leaves one as it is.
func (s *People) UpdateProfile(ctx context.Context, id gendu.ID, name, locale *string) error {
	return sqldb.NotFoundIfNone("user")(sqldb.Exec(ctx, s.db.Writer, `UPDATE users SET name = COALESCE(CAST($2 AS TEXT), name),
		locale = COALESCE(CAST($3 AS TEXT), locale) WHERE id = $1`, id, name, locale))
}

// Setting is what a user has stored under a key.
func (s *People) Setting(ctx context.Context, userID gendu.ID, key string) (*gendu.Settings, error) {
	return settings.One(ctx, s.db.Reader, "WHERE t.user_id = $1 AND t.key = $2", userID, key)
}
