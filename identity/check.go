package identity

import (
	"regexp"
	"strings"

	"gendu"
)

var loginForm = regexp.MustCompile(`^[a-z0-9._@-]{3,64}$`)

// CheckLogin says what is wrong with a login: 3 to 64 of a-z 0-9 . _ - @.
func CheckLogin(login string) error {
	if !loginForm.MatchString(login) {
		return gendu.Errorf(gendu.Invalid, "A login has 3 to 64 characters: letters a to z, digits, and . _ - @.")
	}
	if strings.HasPrefix(login, "deleted-") {
		return gendu.Errorf(gendu.Invalid, "A login does not begin with deleted-: what is left of deleted accounts is called so.")
	}
	return nil
}

// CheckPassword says what is wrong with a new password: 10 to 256 bytes, not the
// login, not one text over and over, none that many people have, and not one of words, such
// as the name of the person and of the server, with digits around it.
func CheckPassword(password, login string, words ...string) error {
	lower := strings.ToLower(password)
	switch {
	case len(password) < 10:
		return gendu.Errorf(gendu.Invalid, "A password has at least 10 characters; a sentence is good.")
	case len(password) > 256:
		return gendu.Errorf(gendu.Invalid, "A password has at most 256 bytes.")
	case lower == login || weak(lower, append(words, login, "gendu", "跟讀")):
		return gendu.Errorf(gendu.Invalid, "This password is easy to guess; please choose another one, for example a sentence.")
	}
	return nil
}
