package gate

import (
	"slices"

	"gendu"
	"gendu/server/httpio"
)

// Action is something that a request does. The table in routes.go gives every
// route exactly one.
type Action string

// The actions. Those of the first group need no object.
const (
	Visit    Action = "visit"     // everybody, signed in or not
	SignedIn Action = "signed-in" // own things only; SQL is scoped by the user
	Hosting  Action = "hosting"   // makes shows, reads pages
	Teaching Action = "teaching"  // makes classes, reads the own queue
	Managing Action = "managing"  // users and invitations

	ReadShow      Action = "read-show"
	EditShow      Action = "edit-show"
	RemoveShow    Action = "remove-show"  // delete or hand over: by its owner or an admin
	ManageHosts   Action = "manage-hosts" // by its owner
	RemoveHost    Action = "remove-host"  // an editor: by its owner or by themselves
	ReadEpisode   Action = "read-episode"
	EditEpisode   Action = "edit-episode"
	RemoveEpisode Action = "remove-episode" // unpublish or delete: by who edits it or an admin
	SeeNumbers    Action = "see-numbers"    // how an episode is practised: who edits it or an admin
	HearTake      Action = "hear-take"
	EditTake      Action = "edit-take"
	ReviewTake    Action = "review-take"
	TeachClass    Action = "teach-class"
	CloseClass    Action = "close-class" // delete or hand over: by its teacher or an admin
	EndMembership Action = "end-membership"
	UseUpload     Action = "use-upload"
)

// Resource is what a request acts on, as far as it matters for permission. Which
// fields are set follows from the action.
type Resource struct {
	Show    *gendu.Show
	Visible bool // the show has a published episode
	Episode *gendu.Episode
	Audio   *gendu.Audio
	Take    *gendu.Take
	Taught  bool // the take was sent to, or is covered by, a class of the user
	Class   *gendu.Class
	Member  gendu.ID // whose membership, or which host of a show
	Upload  *gendu.Upload
}

// errors of can: they say nothing about whether the object exists.
func errSignIn() error { return gendu.Errorf(gendu.Unauthenticated, "Please sign in.") }

func errRole(r gendu.Role) error {
	return gendu.Errorf(gendu.Denied, "This needs the role %s; an admin of this server can give it to you.", r)
}

// RoleFor is the role without which an action is denied whatever its object is.
var RoleFor = map[Action]gendu.Role{
	Hosting: gendu.Host, EditShow: gendu.Host, EditEpisode: gendu.Host, UseUpload: gendu.Host,
	ManageHosts: gendu.Host, RemoveHost: gendu.Host,
	Teaching: gendu.Teacher, ReviewTake: gendu.Teacher, TeachClass: gendu.Teacher,
	Managing: gendu.Admin,
}

// Can decides whether the user (nil: nobody is signed in) may do something. It
// answers nil, Unauthenticated, Denied where a role is missing, or NotFound
// where the object is somebody else's.
func Can(u *gendu.User, a Action, o Resource) error {
	if a == Visit {
		return nil
	}
	if u == nil || u.Disabled {
		return errSignIn()
	}
	if role, ok := RoleFor[a]; ok && !u.Has(role) {
		return errRole(role)
	}
	if allowed(u, a, o) {
		return nil
	}
	return httpio.ErrNothing()
}

// allowed is the second half of can: the user is signed in and has the role.
func allowed(u *gendu.User, a Action, o Resource) bool {
	switch a {
	case SignedIn, Hosting, Teaching, Managing:
		return true
	case ReadShow:
		return o.Show != nil && (o.Visible || EditsShow(u, o.Show))
	case EditShow:
		return EditsShow(u, o.Show)
	case RemoveShow:
		return OwnsShow(u, o.Show) || o.Show != nil && u.Has(gendu.Admin)
	case ManageHosts:
		return OwnsShow(u, o.Show)
	case RemoveHost:
		return OwnsShow(u, o.Show) || o.Member == u.ID && EditsShow(u, o.Show)
	case ReadEpisode:
		return o.Episode != nil && (o.Episode.State == gendu.Published || EditsShow(u, o.Show))
	case EditEpisode:
		return o.Episode != nil && EditsShow(u, o.Show)
	case RemoveEpisode, SeeNumbers:
		return o.Episode != nil && (EditsShow(u, o.Show) || u.Has(gendu.Admin))
	case HearTake:
		return ownsTake(u, o.Take) || o.Take != nil && o.Taught && u.Has(gendu.Teacher)
	case EditTake:
		return ownsTake(u, o.Take)
	case ReviewTake:
		return o.Take != nil && o.Taught
	case TeachClass:
		return o.Class != nil && o.Class.TeacherID == u.ID
	case CloseClass:
		return o.Class != nil && (u.Has(gendu.Admin) || u.Has(gendu.Teacher) && o.Class.TeacherID == u.ID)
	case EndMembership:
		return o.Class != nil && (o.Member == u.ID || u.Has(gendu.Teacher) && o.Class.TeacherID == u.ID)
	case UseUpload:
		return o.Upload != nil && o.Upload.UserID == u.ID && EditsShow(u, o.Show)
	default:
		return false
	}
}

// EditsShow says whether the user may edit the show and its episodes: as its owner or
// as an editor, and only as long as they are a host.
func EditsShow(u *gendu.User, show *gendu.Show) bool {
	return OwnsShow(u, show) || show != nil && u.Has(gendu.Host) && slices.Contains(show.Editors, u.ID)
}

// OwnsShow says whether the show is the user's: to delete it, to hand it over and to say
// who edits it.
func OwnsShow(u *gendu.User, show *gendu.Show) bool {
	return show != nil && show.OwnerID == u.ID && u.Has(gendu.Host)
}

func ownsTake(u *gendu.User, t *gendu.Take) bool {
	return t != nil && t.UserID == u.ID && t.DeletedAt.IsZero()
}
