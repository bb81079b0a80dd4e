package api

import _ "embed"

// Spec is the OpenAPI file as it was written, which the server gives to programs.
//
//go:embed openapi.yaml
var Spec []byte
