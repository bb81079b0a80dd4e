package httpio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/server/api"
)

// maxJSON is the size of a JSON body; maxTranscriptJSON that of one which may
// hold two transcript files in base64.
const (
	maxJSON           = 1 << 20
	maxTranscriptJSON = 23 << 20
)

// jsonLimit is the size that the JSON body of a route may have.
func jsonLimit(route string) int64 {
	switch route {
	case Prefix + "/notes/preview", Prefix + "/episodes/:episodeId/transcripts", Prefix + "/episodes/:episodeId/transcript":
		return maxTranscriptJSON
	}
	return maxJSON
}

// RequestValidator checks requests against the OpenAPI file before they are bound: the
// generated code alone lets unknown, missing and overlong fields through.
type RequestValidator struct {
	routes  map[string]*routers.Route // by method and Echo's pattern
	options *openapi3filter.Options
}

var pathParam = regexp.MustCompile(`\{([^}]+)\}`)

// NewRequestValidator reads the embedded OpenAPI file once and finds the operation of
// every pattern.
func NewRequestValidator() (*RequestValidator, error) {
	spec, err := api.GetSpec()
	if err != nil {
		return nil, fmt.Errorf("server: the embedded OpenAPI file: %w", err)
	}
	spec.Servers = nil
	v := &RequestValidator{
		routes: map[string]*routers.Route{},
		options: &openapi3filter.Options{
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc, // can decides
			SkipSettingDefaults: true,
		},
	}
	for path, item := range spec.Paths.Map() {
		pattern := Prefix + pathParam.ReplaceAllString(path, ":$1")
		for method, operation := range item.Operations() {
			v.routes[method+" "+pattern] = &routers.Route{
				Spec: spec, Path: path, PathItem: item, Method: method, Operation: operation,
			}
		}
	}
	return v, nil
}

// Check is the middleware. It runs behind the gate, so that strangers learn
// nothing of what a request should look like.
func (v *RequestValidator) Check(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		route, ok := v.routes[c.Request().Method+" "+c.Path()]
		if !ok {
			return next(c)
		}
		if err := v.body(c, route.Operation); err != nil {
			return err
		}
		params := map[string]string{}
		for _, name := range c.ParamNames() {
			value, err := url.PathUnescape(c.Param(name))
			if err != nil {
				return gendu.Wrap(err, gendu.Invalid, "The address holds a faulty escape.")
			}
			params[name] = value
			if err := storable(name, value); err != nil {
				return err
			}
		}
		for name, values := range c.QueryParams() {
			if err := storable(name, values...); err != nil {
				return err
			}
		}
		err := openapi3filter.ValidateRequest(c.Request().Context(), &openapi3filter.RequestValidationInput{
			Request: c.Request(), PathParams: params, Route: route, Options: v.options,
		})
		if err != nil {
			return explain(err)
		}
		return next(c)
	}
}

// body reads a JSON body once, within its limit, and refuses what is not exactly
// one JSON value. What an operation does not want is refused too.
func (v *RequestValidator) body(c echo.Context, operation *openapi3.Operation) error {
	r := c.Request()
	most := jsonLimit(c.Path())
	if r.ContentLength > most {
		return errJSONSize(most)
	}
	b, err := io.ReadAll(http.MaxBytesReader(c.Response(), r.Body, most))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errJSONSize(most)
	}
	if err != nil {
		return gendu.Wrap(err, gendu.Invalid, "The body did not arrive whole.")
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	switch wanted := operation.RequestBody != nil; {
	case !wanted && len(b) > 0:
		return gendu.Errorf(gendu.Invalid, "This request takes no body.")
	case !wanted:
		return nil
	case len(bytes.TrimSpace(b)) == 0:
		if !operation.RequestBody.Value.Required {
			return nil
		}
		return gendu.Errorf(gendu.Invalid, "The body is empty; a JSON object is expected.")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || kind != "application/json" {
		return WithStatus(http.StatusUnsupportedMediaType, gendu.Errorf(gendu.Invalid, "The body must be sent as application/json."))
	}
	return oneValue(b)
}

func errJSONSize(most int64) error {
	return gendu.Errorf(gendu.TooLarge, "This request has at most %d MiB of JSON.", most>>20)
}

// oneValue refuses JSON that is not well formed, has something behind it, or
// names a field twice in one object (of which programs see different ones).
func oneValue(b []byte) error {
	if !utf8.Valid(b) {
		return gendu.Errorf(gendu.Invalid, "The body is not UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := walk(d, 0); err != nil {
		if fault, ok := errors.AsType[*gendu.Error](err); ok {
			return fault
		}
		return gendu.Wrap(err, gendu.Invalid, fmt.Sprintf("The body is not JSON, from byte %d on.", d.InputOffset()))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return gendu.Errorf(gendu.Invalid, "There is something behind the JSON value, at byte %d.", d.InputOffset())
	}
	return nil
}

// storable refuses U+0000 and what is not UTF-8: SQLite keeps both, PostgreSQL
// neither, and no text of a person has either.
func storable(field string, texts ...string) error {
	for _, text := range texts {
		if strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
			err := gendu.Errorf(gendu.Invalid, "There is a character that no text may hold: U+0000, or one that is not UTF-8.")
			if field == "" {
				return err
			}
			return InField(field, err)
		}
	}
	return nil
}

const maxDepth = 32

func walk(d *json.Decoder, depth int) error {
	if depth > maxDepth {
		return gendu.Errorf(gendu.Invalid, "The JSON is nested more than %d deep.", maxDepth)
	}
	token, err := d.Token()
	if err != nil {
		return err
	}
	if text, ok := token.(string); ok {
		return storable("", text)
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	names := map[string]bool{}
	for d.More() {
		if open == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			if err := storable("", name); err != nil {
				return err
			}
			if names[name] {
				return gendu.Errorf(gendu.Invalid, "The field %q is there twice.", FirstRunes(name, 40))
			}
			names[name] = true
		}
		if err := walk(d, depth+1); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// explain makes a sentence of what the validator found: where, and what was
// expected. The value itself is not repeated; it may be a password.
func explain(err error) error {
	field, where := "", ""
	if fault, ok := errors.AsType[*openapi3filter.RequestError](err); ok && fault.Parameter != nil {
		field, where = fault.Parameter.Name, " in the "+fault.Parameter.In
	}
	fault, ok := errors.AsType[*openapi3.SchemaError](err)
	if !ok {
		if field == "" {
			return gendu.Wrap(err, gendu.Invalid, "The request is not as expected.")
		}
		return InField(field, gendu.Wrap(err, gendu.Invalid, field+where+" is not as expected."))
	}
	reason := strings.TrimSuffix(fault.Reason, ".")
	if fault.SchemaField == "pattern" {
		reason = "it has a character that is not allowed there"
	}
	if field == "" {
		field = strings.Join(fault.JSONPointer(), ".")
	}
	subject := field + where
	if subject == "" {
		subject = "The request"
	}
	message := fmt.Sprintf("%s is not as expected: %s.", subject, reason)
	return InField(field, gendu.Wrap(errors.New(fault.Reason), gendu.Invalid, message))
}

// StrictJSON is Echo's serializer: what the generated code binds is decoded with
// unknown fields and trailing data refused, whatever the validator let through.
type StrictJSON struct{ echo.DefaultJSONSerializer }

// Deserialize implements [echo.JSONSerializer].
func (StrictJSON) Deserialize(c echo.Context, v any) error {
	b, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, jsonLimit(c.Path())))
	if err != nil {
		return gendu.Wrap(err, gendu.Invalid, "The body did not arrive whole.")
	}
	if err := unmarshalStrict(b, v); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(gendu.Wrap(err, gendu.Invalid, "The body is not the JSON that is expected here."))
	}
	return nil
}

// FirstRunes is the beginning of a text, of at most so many characters.
func FirstRunes(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
