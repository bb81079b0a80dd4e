// Package gate says who asks, what for, and whether they may. [Can] alone decides; a
// [Request] carries in its context what the middleware of package server found out.
//
//	req := gate.RequestOf(ctx)
//	err := gate.Can(req.User, gate.EditEpisode, gate.Resource{Episode: e, Show: show})
//
// A [Limiter] counts what may be tried a few times only: passwords, codes, links.
package gate
