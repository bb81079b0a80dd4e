package jobs

import (
	"database/sql"
	"testing"

	"gendu"
	"gendu/store"
)

// TestPrepareLists makes what lists need of takes and a class that are older than the
// columns and the table. A take that has no answer is passed over.
func TestPrepareLists(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx := t.Context()
	learner, teacher := &gendu.User{Login: "learner"}, &gendu.User{Login: "teacher", Roles: []gendu.Role{gendu.Teacher}}
	h.ok(h.CreateUser(ctx, learner))
	h.ok(h.CreateUser(ctx, teacher))
	class := &gendu.Class{TeacherID: teacher.ID, Code: gendu.ClassCode{Code: "code", UsesLeft: -1}}
	h.ok(h.CreateClass(ctx, class))
	_, err := h.JoinClass(ctx, "code", learner.ID)
	h.ok(err)
	var list []*gendu.Take
	for range takesPerBatch + 2 {
		take := &gendu.Take{UserID: learner.ID, EpisodeID: h.episode.ID, CueID: "cue"}
		_, err := h.PutTake(ctx, take, nil)
		h.ok(err)
		list = append(list, take)
	}
	h.ok(h.Submit(ctx, list[0].ID, class.ID, learner.ID))
	db, err := sql.Open("sqlite", h.file)
	h.ok(err)
	defer func() { _ = db.Close() }()
	for _, statement := range []string{
		`INSERT INTO comparisons (take_id, revision, state, json, message, created_at) SELECT id, 0, 'failed', '', '', 1 FROM takes WHERE id <> '` + string(list[1].ID) + "'",
		"DELETE FROM review_queue",
		"UPDATE classes SET queued = FALSE",
	} {
		_, err := db.ExecContext(ctx, statement)
		h.ok(err)
	}
	repaired, err := h.Repair(ctx)
	h.ok(err)
	if repaired == 0 {
		t.Fatal("no job was enqueued")
	}
	h.ok(h.run(gendu.PrepareLists, &lists{store: h.Store}))
	views, err := h.TakesOf(ctx, learner.ID, store.TakeQuery{})
	h.ok(err)
	judged := 0
	for _, v := range views {
		row, err := h.Take(ctx, v.ID)
		h.ok(err)
		if row.Judged.State == gendu.Failed {
			judged++
		}
	}
	if judged != len(list)-1 {
		t.Errorf("%d of %d takes are judged", judged, len(list))
	}
	if c, err := h.ClassSummary(ctx, class.ID); err != nil || c.Waiting != 1 {
		t.Errorf("the class is %+v, %v", c, err)
	}
	if left, err := h.Unqueued(ctx, 1); err != nil || len(left) != 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}
