package objects

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"gendu"
)

// explain gives an error of the SDK its kind, and its cause in words that the
// operator can act on.
func (b *s3Bucket) explain(key string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("objects: %w", err)
	}
	if e, ok := errors.AsType[*gendu.Error](err); ok { // the body's own
		return e
	}
	switch c := code(err); {
	case c == "NoSuchKey", c == "NotFound", c == "" && status(err) == http.StatusNotFound:
		return notFound(key, b.inPlainWords(err))
	}
	if isFull(err) {
		if b.fullText != "" {
			return gendu.Wrap(b.inPlainWords(err), gendu.Full, b.fullText)
		}
		return gendu.Wrap(b.inPlainWords(err), gendu.Full, "The object store (--objects) of the server is full. The person who runs the server has to give it more space, or free some.")
	}
	return gendu.Wrap(b.inPlainWords(err), gendu.Unavailable, "The store of the files cannot be used at the moment.")
}

// isFull says whether the store refused a write for want of space.
func isFull(err error) bool {
	return plainCodes[code(err)] == full || status(err) == http.StatusInsufficientStorage
}

// plainError is an error of the SDK in plain words.
type plainError struct {
	text string
	err  error
}

func (e *plainError) Error() string { return e.text }

// Unwrap gives the SDK's error, whose text is long and names request ids.
func (e *plainError) Unwrap() error { return e.err }

// The codes of S3 (its API reference, "List of error codes") that an operator can
// do something about.
var plainCodes = map[string]string{
	"InvalidAccessKeyId":                 wrongKey,
	"XAdminUserNotFound":                 wrongKey, // versitygw
	"SignatureDoesNotMatch":              "the secret key does not fit the access key: look at secret_key, or at AWS_SECRET_ACCESS_KEY",
	"AccessDenied":                       noRight,
	"AllAccessDisabled":                  noRight,
	"ExpiredToken":                       "the session token of the credentials has expired: renew it",
	"InvalidToken":                       "the session token of the credentials is not valid: renew it",
	"AuthorizationHeaderMalformed":       wrongRegion,
	"PermanentRedirect":                  wrongRegion,
	"TemporaryRedirect":                  wrongRegion,
	"IllegalLocationConstraintException": wrongRegion,
	"RequestTimeTooSkewed":               "the clock of this machine and that of the object store differ too much: set this machine's clock, for example with NTP",
	"SlowDown":                           "the object store asks for fewer requests; it will be tried again",
	"QuotaExceeded":                      full,
	"InsufficientStorage":                full,
	"XMinioStorageFull":                  full,
}

const (
	wrongKey    = "the object store does not know the access key: look at access_key, or at AWS_ACCESS_KEY_ID"
	noRight     = "the access key has no right to do this in the bucket: give it the rights to list, read, write and delete"
	wrongRegion = "the bucket is in another region: look at region and endpoint"
	full        = "the object store is full: give it more space, or delete what is not needed"
)

// inPlainWords says what an error of the SDK means.
func (b *s3Bucket) inPlainWords(err error) error {
	c, s := code(err), status(err)
	text := plainCodes[c]
	switch {
	case c == "NoSuchBucket":
		text = fmt.Sprintf("there is no bucket %q: look at its name and at the endpoint, or let create=true in the address make it", b.bucket)
	case text != "":
	case s == http.StatusMovedPermanently, s == http.StatusTemporaryRedirect:
		text = wrongRegion
	case s == http.StatusForbidden:
		text = "the object store refuses the access key: look at access_key and secret_key, at its rights in the bucket, and at the clock of this machine"
	case s == http.StatusInsufficientStorage:
		text = full
	case s != 0 && c != "":
		text = "the object store answered " + c
	case s != 0:
		text = "the object store answered " + http.StatusText(s)
	default:
		return &plainError{networkError(err), err}
	}
	if c == "" {
		return &plainError{fmt.Sprintf("%s (HTTP %d)", text, s), err}
	}
	return &plainError{fmt.Sprintf("%s (%s, HTTP %d)", text, c, s), err}
}

// networkError says why no answer came.
func networkError(err error) string {
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Sprintf("there is no host %q: look at the endpoint", e.Name)
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "the certificate of the endpoint is signed by nobody whom this machine trusts: AWS_CA_BUNDLE can name a file with the authority's certificate"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "the certificate of the endpoint is for another host: look at the endpoint"
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return "nobody answers at the endpoint: is the object store running, and is the port right?"
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return "the endpoint does not answer in time"
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner // the last one says the most in the fewest words
	}
	return err.Error()
}

// code is the error code that an S3 server gave, "" without one.
func code(err error) string {
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		return e.ErrorCode()
	}
	return ""
}

// status is the HTTP status of an answer that was an error, 0 without one.
func status(err error) int {
	if e, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		return e.HTTPStatusCode()
	}
	return 0
}
