package views

import (
	"gendu"
	"gendu/server/api"
)

// RolesOf is how roles look in the API.
func RolesOf(roles []gendu.Role) []api.Role {
	out := make([]api.Role, len(roles))
	for i, r := range roles {
		out[i] = api.Role(r)
	}
	return out
}

// UserOf is how a user looks to admins, without what they keep.
func UserOf(u *gendu.User) api.User {
	return api.User{
		Id: string(u.ID), Login: u.Login, Name: u.Name, Roles: RolesOf(u.Roles), Disabled: u.Disabled, CreatedAt: u.CreatedAt, DeleteAt: api.OptionalTime(u.DeleteAt),
	}
}

// Days points to a number of days, and to nothing for none.
func Days(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}
