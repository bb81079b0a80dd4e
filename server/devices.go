package server

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"sync"
	"time"

	"gendu/server/gate"
	"gendu/store"
)

// devices knows by a signed cookie which accounts signed in on a browser before. Such a
// browser has its own count of wrong passwords, so that nobody locks an owner out by
// guessing from elsewhere (OWASP calls this device cookies). The cookie opens nothing: it
// only says in which count a wrong password goes. A thief of it gets ten guesses in a
// quarter of an hour, as from any address.
//
// Its value is base64url of: 16 random bytes that name the browser, a tag of 8 bytes for
// each of the last accounts, and 16 bytes of HMAC-SHA256 over both. The tags are HMACs
// of the sign-in names, so that the cookie tells nobody who they are.
type devices struct {
	store *store.Store
	mu    sync.Mutex
	key   []byte
}

const (
	deviceIDLen  = 16
	deviceTagLen = 8
	deviceMACLen = 16
	// maxOnDevice is how many accounts a shared computer remembers.
	maxOnDevice = 8
	deviceLife  = 400 * 24 * time.Hour // browsers keep no cookie longer
)

// device is what a cookie says: the name of the browser and the tags of its accounts.
type device struct {
	id   []byte
	tags [][]byte
}

// deviceCookieNameFor gives the cookie's name, as [cookieNameFor] does.
func deviceCookieNameFor(secure bool) string {
	if secure {
		return "__Host-gendu_device"
	}
	return "gendu_device"
}

// secret is the key that all servers of the database share.
func (d *devices) secret(ctx context.Context) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.key == nil {
		fresh := make([]byte, sha256.Size)
		_, _ = rand.Read(fresh) // never fails since Go 1.24
		key, err := d.store.Secret(ctx, "devices", fresh)
		if err != nil {
			return nil, err
		}
		d.key = key
	}
	return d.key, nil
}

func seal(key []byte, kind, text string, length int) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(kind + "\x00" + text))
	return mac.Sum(nil)[:length]
}

// readDevice reads a cookie; one that we did not sign says nothing.
func readDevice(key []byte, value string) (d device, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(value)
	n := len(b) - deviceMACLen
	if err != nil || n < deviceIDLen || (n-deviceIDLen)%deviceTagLen != 0 || n > deviceIDLen+maxOnDevice*deviceTagLen {
		return d, false
	}
	if !hmac.Equal(b[n:], seal(key, "device", string(b[:n]), deviceMACLen)) {
		return d, false
	}
	d.id = b[:deviceIDLen]
	for at := deviceIDLen; at < n; at += deviceTagLen {
		d.tags = append(d.tags, b[at:at+deviceTagLen])
	}
	return d, true
}

func (d device) write(key []byte) string {
	b := append(bytes.Clone(d.id), bytes.Join(d.tags, nil)...)
	return base64.RawURLEncoding.EncodeToString(append(b, seal(key, "device", string(b), deviceMACLen)...))
}

// knows says whether the account of this tag signed in here before.
func (d device) knows(tag []byte) bool {
	for _, t := range d.tags {
		if hmac.Equal(t, tag) {
			return true
		}
	}
	return false
}

// with is the device on which this account signed in last.
func (d device) with(tag []byte) device {
	tags := [][]byte{tag}
	for _, t := range d.tags {
		if !bytes.Equal(t, tag) && len(tags) < maxOnDevice {
			tags = append(tags, t)
		}
	}
	return device{d.id, tags}
}

// deviceOfRequest reads the cookie of a request.
func (s *Server) deviceOfRequest(key []byte, req *gate.Request) (device, bool) {
	cookie, err := req.Echo.Cookie(deviceCookieNameFor(s.secure))
	if err != nil {
		return device{}, false
	}
	return readDevice(key, cookie.Value)
}

// attemptsFor are the counters of one attempt to sign in: the browser's own where this
// account signed in on it before, else those of strangers.
func (s *Server) attemptsFor(ctx context.Context, login string) ([]gate.Attempt, error) {
	req := gate.RequestOf(ctx)
	key, err := s.devices.secret(ctx)
	if err != nil {
		return nil, err
	}
	if d, ok := s.deviceOfRequest(key, req); ok && d.knows(seal(key, "login", login, deviceTagLen)) {
		return gate.DeviceAttempts(string(d.id), login), nil
	}
	return gate.SignInAttempts(login, req.Echo.RealIP()), nil
}

// rememberDevice notes in the browser that this account signed in on it. again writes it
// also where it is noted already, so that the cookie lasts.
func (s *Server) rememberDevice(ctx context.Context, login string, again bool) error {
	req := gate.RequestOf(ctx)
	key, err := s.devices.secret(ctx)
	if err != nil {
		return err
	}
	tag := seal(key, "login", login, deviceTagLen)
	d, ok := s.deviceOfRequest(key, req)
	if ok && d.knows(tag) && !again {
		return nil
	}
	if !ok {
		d.id = make([]byte, deviceIDLen)
		_, _ = rand.Read(d.id)
	}
	req.Echo.SetCookie(&http.Cookie{
		Name: deviceCookieNameFor(s.secure), Value: d.with(tag).write(key), Path: "/", MaxAge: int(deviceLife / time.Second),
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return nil
}
