package identity_test

import (
	"bytes"
	"strings"
	"testing"

	"gendu"
	"gendu/identity"
)

func TestPasswordHash(t *testing.T) {
	t.Parallel()
	// Made by the reference program: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32 -e
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for password, want := range map[string]bool{"password": true, "Password": false} {
		if good, err := identity.VerifyPassword(reference, password); err != nil || good != want {
			t.Errorf("%s: %v, %v", password, good, err)
		}
	}
	fresh := identity.HashPassword("a sentence of one's own")
	if !strings.HasPrefix(fresh, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash is %s", fresh)
	}
	for _, faulty := range []string{
		"", "x", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=65536,t=2,p=1$!$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	} {
		if good, err := identity.VerifyPassword(faulty, "password"); good || err == nil {
			t.Errorf("%q: %v, %v", faulty, good, err)
		}
	}
}

func TestCheckLogin(t *testing.T) {
	t.Parallel()
	for login, good := range map[string]bool{
		"lin": true, "chen.2@school-a_b": true, strings.Repeat("a", 64): true,
		"": false, "ab": false, "Lin": false, "跟讀者": false, "a b c": false, strings.Repeat("a", 65): false,
	} {
		if err := identity.CheckLogin(login); (err == nil) != good || !good && gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("%q: %v", login, err)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for password, good := range map[string]bool{
		"a sentence is good": true, "跟著我讀一句": true,
		"short": false, "aaaaaaaaaaaa": false, "Password123": false, "the.login@x": false, strings.Repeat("ab", 129): false,
	} {
		if err := identity.CheckPassword(password, "the.login@x"); (err == nil) != good || !good && gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	a, hash := identity.NewToken()
	b, _ := identity.NewToken()
	if a == b || len(a) != identity.TokenLen || !bytes.Equal(hash, identity.TokenHash(a)) || bytes.Equal(hash, identity.TokenHash(b)) {
		t.Errorf("%q and %q, hash %x", a, b, hash)
	}
}
