package people

import (
	"context"
	"time"

	"gendu"
	"gendu/store/sqldb"
)

// Audited says what was done.
type Audited string

// What is audited, with what Subject and Object are where they are not plain.
const (
	SignedIn          Audited = "signed-in"
	SignedOut         Audited = "signed-out"
	SignedUp          Audited = "signed-up"
	SetUp             Audited = "set-up"
	SessionEnded      Audited = "session-ended" // object: the session; "" for all others
	PasswordChanged   Audited = "password-changed"
	PasswordReset     Audited = "password-reset"
	AccountChanged    Audited = "account-changed" // detail: roles, disabled, enabled
	DeletionAsked     Audited = "deletion-asked"
	DeletionTakenBack Audited = "deletion-taken-back"
	AccountGone       Audited = "account-deleted"
	LinkMade          Audited = "reset-link-made"
	InvitationMade    Audited = "invitation-made" // detail: roles
	LinkRevoked       Audited = "link-revoked"
	ShowRemoved       Audited = "show-deleted"
	ShowHostAdded     Audited = "show-host-added"   // subject: the new editor
	ShowHostRemoved   Audited = "show-host-removed" // subject: who is no editor any more
	ShowHandedOver    Audited = "show-handed-over"  // subject: the new owner
	EpisodeRemoved    Audited = "episode-deleted"
	EpisodeState      Audited = "episode-publication" // detail: published or draft
	ClassMade         Audited = "class-made"
	ClassChanged      Audited = "class-changed" // detail: what
	ClassClosed       Audited = "class-deleted"
	ClassHandedOver   Audited = "class-handed-over" // subject: the new teacher
	CodeRenewed       Audited = "class-code-renewed"
	ClassJoined       Audited = "class-joined"
	MemberLeft        Audited = "membership-ended"
	ConsentAnswered   Audited = "consent" // detail: agreed or declined
	TakeHeard         Audited = "take-heard"
	TakeSent          Audited = "take-sent"
	TakeTakenBack     Audited = "take-withdrawn"
	TakeReviewed      Audited = "take-reviewed"
	TakeRemoved       Audited = "take-deleted"
	TakeExpired       Audited = "take-expired" // object: the take
)

// ofVoice is what a person reads of their own voice.
var ofVoice = []Audited{TakeHeard, TakeReviewed, TakeSent, TakeTakenBack, TakeRemoved, TakeExpired, ConsentAnswered, ClassJoined, MemberLeft}

// AuditEntry is one entry of the audit log. It holds no content: ids, and words of ours.
type AuditEntry struct {
	ID      gendu.ID
	At      time.Time
	What    Audited
	Actor   gendu.ID // "" for the program itself
	Subject gendu.ID // whose account or voice it is about
	Object  gendu.ID
	Detail  string
	Address string // a network, never a whole address
}

var audit = sqldb.Table[AuditEntry]{
	Name: "audit", Thing: "entry",
	Cols: []string{"id", "at", "what", "actor_id", "subject_id", "object_id", "detail", "address"},
	Fields: func(v *AuditEntry) []any {
		return []any{&v.ID, sqldb.Time(&v.At), &v.What, &v.Actor, &v.Subject, &v.Object, &v.Detail, &v.Address}
	},
}

// Audit adds an entry to the audit log. There is no way to change or remove one.
func (s *People) Audit(ctx context.Context, v *AuditEntry) error {
	return s.AuditIn(ctx, s.db.Writer, v)
}

// AuditIn is Audit within a transaction.
func (s *People) AuditIn(ctx context.Context, q sqldb.Queryer, list ...*AuditEntry) error {
	for _, v := range list {
		s.db.Stamp(&v.ID, &v.At)
	}
	_, err := audit.Insert(ctx, q, "", list...)
	return err
}

// AuditView is an entry with the names that its ids lead to; "" where there is no account
// any more.
type AuditView struct {
	AuditEntry
	ActorLogin, ActorName, SubjectLogin, SubjectName string

	// Class and Sentence are filled for the person whose voice it is about.
	Class, Sentence string
}

const auditNames = `LEFT JOIN users a ON a.id = t.actor_id AND a.deleted_at = 0 LEFT JOIN users b ON b.id = t.subject_id AND b.deleted_at = 0 `

// AuditLog lists the audit log, the newest first: at most limit behind the entry with the
// id after, which is "" for the first part.
func (s *People) AuditLog(ctx context.Context, after gendu.ID, limit int) ([]AuditView, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *AuditView) []any {
			return append(audit.Fields(&v.AuditEntry), sqldb.OrNull(&v.ActorLogin), sqldb.OrNull(&v.ActorName), sqldb.OrNull(&v.SubjectLogin), sqldb.OrNull(&v.SubjectName))
		},
		"SELECT "+audit.Of("t")+", a.login, a.name, b.login, b.name FROM audit t "+auditNames+
			"WHERE (CAST($1 AS TEXT) = '' OR t.id < $1) ORDER BY t.id DESC LIMIT $2", after, limit)
	return sqldb.Values(list), err
}

// AuditOfVoice lists what the audit log holds about the voice of a user: who heard and
// reviewed it, and what they themselves decided. The newest first, as [People.AuditLog].
func (s *People) AuditOfVoice(ctx context.Context, userID, after gendu.ID, limit int) ([]AuditView, error) {
	params := []any{userID, after, limit}
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *AuditView) []any {
			return append(audit.Fields(&v.AuditEntry), sqldb.OrNull(&v.ActorName), sqldb.OrNull(&v.Class), sqldb.OrNull(&v.Sentence))
		},
		"SELECT "+audit.Of("t")+`, a.name, c.name, k.cue_text FROM audit t `+auditNames+`
			LEFT JOIN classes c ON c.id = t.object_id LEFT JOIN takes k ON k.id = t.object_id AND k.user_id = $1 AND k.deleted_at = 0
		WHERE t.subject_id = $1 AND t.what IN (`+sqldb.Marks(len(params)+1, len(ofVoice))+`) AND (CAST($2 AS TEXT) = '' OR t.id < $2)
		ORDER BY t.id DESC LIMIT $3`, append(params, sqldb.Args(ofVoice)...)...)
	return sqldb.Values(list), err
}
