// Package server is gendu's HTTP side: routes, sessions, permissions, range
// playback, uploads and events. It is the only importer of Echo.
//
// The handlers are in sub-packages by what they answer about: hosting, learning, recordings,
// school, media, uploading. Accounts, sessions, admins and events are here. All stand on
// [gendu/server/gate] (who may do what), [gendu/server/httpio] (HTTP itself),
// [gendu/server/services] (the store, the bucket, the clock) and [gendu/server/views].
//
// The JSON API is declared in api/openapi.yaml, from which package api is
// generated; streams (audio, takes, covers, tus uploads, server-sent events)
// are written by hand. Every route stands in the table of routes.go with the
// action that it performs, and [gate.Can] alone decides who may perform it: a route
// that is missing from the table keeps the server from starting.
package server
