package identity

import (
	"regexp"
	"slices"
	"strings"

	"gendu"
)

var loginForm = regexp.MustCompile(`^[a-z0-9._@-]{3,64}$`)

// CheckLogin says what is wrong with a login: 3 to 64 of a-z 0-9 . _ - @.
func CheckLogin(login string) error {
	if !loginForm.MatchString(login) {
		return gendu.Errorf(gendu.Invalid, "A login has 3 to 64 characters: letters a to z, digits, and . _ - @.")
	}
	return nil
}

// CheckPassword says what is wrong with a new password: 10 to 256 bytes, not the
// login, not one character over and over, no well-known one.
func CheckPassword(password, login string) error {
	lower := strings.ToLower(password)
	switch {
	case len(password) < 10:
		return gendu.Errorf(gendu.Invalid, "A password has at least 10 characters; a sentence is good.")
	case len(password) > 256:
		return gendu.Errorf(gendu.Invalid, "A password has at most 256 bytes.")
	case lower == login || strings.Trim(lower, lower[:1]) == "" || slices.Contains(worstPasswords, lower):
		return gendu.Errorf(gendu.Invalid, "This password is easy to guess; please choose another one, for example a sentence.")
	}
	return nil
}

// worstPasswords are the long ones at the top of every list of leaked passwords.
var worstPasswords = []string{
	"1234567890", "0123456789", "0987654321", "qwertyuiop", "1q2w3e4r5t", "1qaz2wsx3edc", "password123", "password12",
	"password1234", "passwordpassword", "12345678910", "123456789a", "1234567891", "q1w2e3r4t5", "iloveyou123", "abcdefghij",
}
