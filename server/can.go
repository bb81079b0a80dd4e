package server

import (
	"slices"

	"gendu"
)

// action is something that a request does. The table in routes.go gives every
// route exactly one.
type action string

// The actions. Those of the first group need no object.
const (
	visit    action = "visit"     // everybody, signed in or not
	signedIn action = "signed-in" // own things only; SQL is scoped by the user
	hosting  action = "hosting"   // makes shows, reads pages
	teaching action = "teaching"  // makes classes, reads the own queue
	managing action = "managing"  // users and invitations

	readShow      action = "read-show"
	editShow      action = "edit-show"
	removeShow    action = "remove-show"  // delete or hand over: by its owner or an admin
	manageHosts   action = "manage-hosts" // by its owner
	removeHost    action = "remove-host"  // an editor: by its owner or by themselves
	readEpisode   action = "read-episode"
	editEpisode   action = "edit-episode"
	removeEpisode action = "remove-episode" // unpublish or delete: by who edits it or an admin
	hearTake      action = "hear-take"
	editTake      action = "edit-take"
	reviewTake    action = "review-take"
	teachClass    action = "teach-class"
	closeClass    action = "close-class" // delete or hand over: by its teacher or an admin
	endMembership action = "end-membership"
	useUpload     action = "use-upload"
)

// resource is what a request acts on, as far as it matters for permission. Which
// fields are set follows from the action.
type resource struct {
	show    *gendu.Show
	visible bool // the show has a published episode
	episode *gendu.Episode
	audio   *gendu.Audio
	take    *gendu.Take
	taught  bool // the take was sent to, or is covered by, a class of the user
	class   *gendu.Class
	member  gendu.ID // whose membership, or which host of a show
	upload  *gendu.Upload
}

// errors of can: they say nothing about whether the object exists.
func errSignIn() error { return gendu.Errorf(gendu.Unauthenticated, "Please sign in.") }

func errRole(r gendu.Role) error {
	return gendu.Errorf(gendu.Denied, "This needs the role %s; an admin of this server can give it to you.", r)
}

func errNothing() error {
	return gendu.Errorf(gendu.NotFound, "There is no such thing, or it is not yours.")
}

// roleFor is the role without which an action is denied whatever its object is.
var roleFor = map[action]gendu.Role{
	hosting: gendu.Host, editShow: gendu.Host, editEpisode: gendu.Host, useUpload: gendu.Host,
	manageHosts: gendu.Host, removeHost: gendu.Host,
	teaching: gendu.Teacher, reviewTake: gendu.Teacher, teachClass: gendu.Teacher,
	managing: gendu.Admin,
}

// can decides whether the user (nil: nobody is signed in) may do something. It
// answers nil, Unauthenticated, Denied where a role is missing, or NotFound
// where the object is somebody else's.
func can(u *gendu.User, a action, o resource) error {
	if a == visit {
		return nil
	}
	if u == nil || u.Disabled {
		return errSignIn()
	}
	if role, ok := roleFor[a]; ok && !u.Has(role) {
		return errRole(role)
	}
	if allowed(u, a, o) {
		return nil
	}
	return errNothing()
}

// allowed is the second half of can: the user is signed in and has the role.
func allowed(u *gendu.User, a action, o resource) bool {
	switch a {
	case signedIn, hosting, teaching, managing:
		return true
	case readShow:
		return o.show != nil && (o.visible || editsShow(u, o.show))
	case editShow:
		return editsShow(u, o.show)
	case removeShow:
		return ownsShow(u, o.show) || o.show != nil && u.Has(gendu.Admin)
	case manageHosts:
		return ownsShow(u, o.show)
	case removeHost:
		return ownsShow(u, o.show) || o.member == u.ID && editsShow(u, o.show)
	case readEpisode:
		return o.episode != nil && (o.episode.State == gendu.Published || editsShow(u, o.show))
	case editEpisode:
		return o.episode != nil && editsShow(u, o.show)
	case removeEpisode:
		return o.episode != nil && (editsShow(u, o.show) || u.Has(gendu.Admin))
	case hearTake:
		return ownsTake(u, o.take) || o.take != nil && o.taught && u.Has(gendu.Teacher)
	case editTake:
		return ownsTake(u, o.take)
	case reviewTake:
		return o.take != nil && o.taught
	case teachClass:
		return o.class != nil && o.class.TeacherID == u.ID
	case closeClass:
		return o.class != nil && (u.Has(gendu.Admin) || u.Has(gendu.Teacher) && o.class.TeacherID == u.ID)
	case endMembership:
		return o.class != nil && (o.member == u.ID || u.Has(gendu.Teacher) && o.class.TeacherID == u.ID)
	case useUpload:
		return o.upload != nil && o.upload.UserID == u.ID && editsShow(u, o.show)
	default:
		return false
	}
}

// editsShow says whether the user may edit the show and its episodes: as its owner or
// as an editor, and only as long as they are a host.
func editsShow(u *gendu.User, show *gendu.Show) bool {
	return ownsShow(u, show) || show != nil && u.Has(gendu.Host) && slices.Contains(show.Editors, u.ID)
}

// ownsShow says whether the show is the user's: to delete it, to hand it over and to say
// who edits it.
func ownsShow(u *gendu.User, show *gendu.Show) bool {
	return show != nil && show.OwnerID == u.ID && u.Has(gendu.Host)
}

func ownsTake(u *gendu.User, t *gendu.Take) bool {
	return t != nil && t.UserID == u.ID && t.DeletedAt.IsZero()
}
