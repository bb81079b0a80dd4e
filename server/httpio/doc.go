// Package httpio is what the server needs of HTTP, whatever is served: errors as answers,
// bodies that are read and sent under deadlines, ranges (RFC 9110), the check of requests
// against the OpenAPI file, and content security policies.
//
//	return httpio.InField("login", gendu.Errorf(gendu.Invalid, "Please choose another name."))
//
// It knows nothing of who asks.
package httpio
