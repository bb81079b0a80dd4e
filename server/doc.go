// Package server is gendu's HTTP side: routes, sessions, permissions, range
// playback, uploads and events. It is the only importer of Echo.
//
// The JSON API is declared in api/openapi.yaml, from which package api is
// generated; streams (audio, takes, covers, tus uploads, server-sent events)
// are written by hand. Every route stands in the table of routes.go with the
// action that it performs, and [can] alone decides who may perform it: a route
// that is missing from the table keeps the server from starting.
//
// The concerns share the [Server]: its store, its bucket and its clock.
package server
