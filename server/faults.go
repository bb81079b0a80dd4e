package server

import (
	"context"
	"log/slog"
	"strings"

	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/services"
)

// faults is the concern of what fails in the browser.
type faults struct {
	s       *services.Services
	limiter gate.Limiter
}

// ReportFault writes a fault of the app to the log. The OpenAPI file allows names
// and places in the code only, so that nothing that somebody wrote can get there,
// and the line does not say who met it.
func (h *faults) ReportFault(ctx context.Context, r api.ReportFaultRequestObject) (api.ReportFaultResponseObject, error) {
	if err := h.limiter.Count(ctx, gate.FaultReports(gate.RequestOf(ctx).User.ID)); err != nil {
		return nil, err
	}
	h.s.Log.LogAttrs(ctx, slog.LevelWarn, "a page of the app failed",
		slog.String("page", r.Body.Page), slog.String("name", r.Body.Name), slog.String("at", strings.Join(r.Body.At, " ")))
	return api.ReportFault204Response{}, nil
}
