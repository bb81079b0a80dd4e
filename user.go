package gendu

import (
	"slices"
	"time"
)

// Role is something that a user may be; roles are a set, so that one person can
// be teacher and host at once. Everybody is a learner.
type Role string

// The roles.
const (
	Learner Role = "learner" // practises; everybody has it
	Teacher Role = "teacher" // owns classes and reviews takes
	Host    Role = "host"    // owns shows and uploads episodes
	Admin   Role = "admin"   // manages users; hears no takes
)

// Roles lists all roles in their fixed order.
func Roles() []Role { return []Role{Learner, Teacher, Host, Admin} }

// User is somebody who can sign in.
type User struct {
	ID           ID
	Login        string // unique, lower case, 3 to 64 of a-z 0-9 . _ - @
	Name         string // as shown to others
	PasswordHash string // argon2id in PHC form; "" until one is set
	Roles        []Role // sorted as Roles gives them
	Locale       string // en, zh-Hant or zh-Hans; "" follows the browser
	Disabled     bool
	Demo         bool // made by serve --demo, which gives it a new password at every start
	CreatedAt    time.Time
	DeleteAt     time.Time // when the account ends whose deletion was asked for; zero: it stays
	DeleteBy     ID        // who asked for it: the person or an admin
	DeletedAt    time.Time // when everything of it was removed; zero: it was not
}

// Has says whether the user has role r.
func (u *User) Has(r Role) bool { return u != nil && slices.Contains(u.Roles, r) }

// Session is one signed-in browser. Its token is known only to the browser; the
// store keeps the SHA-256 of it.
type Session struct {
	ID        ID
	UserID    ID
	TokenHash []byte
	Device    string // browser and system in a word or two, for the list of sessions
	CreatedAt time.Time
	SeenAt    time.Time // updated at most once a minute
	ExpiresAt time.Time
	// ConfirmedAt is when the password was typed again, zero: only at signing in.
	ConfirmedAt time.Time
}

// Ticket is a one-time secret that lets somebody do one thing: set the server
// up, sign up, or set a new password. The store keeps the SHA-256 of it.
type Ticket struct {
	ID        ID
	Purpose   TicketPurpose
	TokenHash []byte
	UserID    ID     // whose password, for TicketReset
	Roles     []Role // what the new user will be, for TicketInvite
	CreatedBy ID     // "" for TicketSetup
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // zero: not used yet
}

// TicketPurpose is what a [Ticket] is good for.
type TicketPurpose string

// The purposes of tickets.
const (
	TicketSetup  TicketPurpose = "setup"
	TicketInvite TicketPurpose = "invite"
	TicketReset  TicketPurpose = "reset"
)

// Settings are what a learner has chosen and where they are; opaque JSON of at
// most 16 KiB per key, so that the page can grow without the server.
type Settings struct {
	UserID    ID
	Key       string // "practice", or "position:<episode id>"
	JSON      string
	UpdatedAt time.Time
}
