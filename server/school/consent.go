package school

import (
	"context"

	"gendu"
	"gendu/coursework"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/store/classroom"
)

// answeredClass is a class as a member of it sees it, with what its teacher can hear.
func answeredClass(c *classroom.JoinedClass, teacher string) api.Class {
	v := joinedClass(&c.Class, teacher)
	v.Heard = &c.Heard
	switch state := coursework.ConsentOf(c.Answer); state {
	case coursework.NoConsent:
	case coursework.Agreed:
		v.AgreedAt = api.OptionalTime(c.Answer.AgreedAt)
		fallthrough
	default:
		consent := api.ClassConsent(state)
		v.Consent = &consent
	}
	return v
}

// AnswerConsent lets the teacher of a joined class hear all takes from now on, or not.
func (h *Classes) AnswerConsent(ctx context.Context, r api.AnswerConsentRequestObject) (api.AnswerConsentResponseObject, error) {
	id, err := gendu.ParseID(r.ClassId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	if err := coursework.CheckWording(r.Body.Wording); err != nil {
		return nil, httpio.InField("wording", err)
	}
	if err := h.s.Store.AnswerConsent(ctx, id, gate.RequestOf(ctx).User.ID, r.Body.Agreed, r.Body.Wording); err != nil {
		return nil, httpio.Hide(err)
	}
	gate.RequestOf(ctx).Detail(map[bool]string{true: "agreed", false: "declined"}[r.Body.Agreed])
	return api.AnswerConsent204Response{}, nil
}
