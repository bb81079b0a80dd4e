package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

const (
	tokenBytes = 32
	// TokenLen is the length of a token: 32 bytes in base64 without padding.
	TokenLen = 43
)

// NewToken makes a secret of 256 bits for a cookie or a one-time link, and the
// SHA-256 of it that the store keeps.
func NewToken() (token string, hash []byte) {
	var b [tokenBytes]byte
	_, _ = rand.Read(b[:])
	token = base64.RawURLEncoding.EncodeToString(b[:])
	return token, TokenHash(token)
}

// TokenHash is what the store keeps of a token. A plain hash is enough: the
// token has 256 random bits, so that nobody can guess it from its hash.
func TokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
