package main

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"gendu"
	"gendu/jobs"
)

// printOwner makes the test binary print its name for leases and end, so that a
// test has the name of a process that is dead.
const printOwner = "GENDU_TEST_PRINT_OWNER"

// asProgram makes the test binary be the program itself, so that a test sees what
// a shell sees.
const asProgram = "GENDU_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	if os.Getenv(printOwner) != "" {
		fmt.Print(jobs.Owner())
		return
	}
	os.Exit(m.Run())
}

// TestVoidDeadLeases: at start-up the jobs and the upload locks of a process of
// this machine that died are free; those of a living one are not.
func TestVoidDeadLeases(t *testing.T) {
	t.Parallel()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), printOwner+"=1")
	dead, err := child.Output()
	ok(t, err)
	h := openBackend(t)
	ctx, log := t.Context(), slog.New(slog.DiscardHandler)
	for upload, owner := range map[gendu.ID]string{"of the dead": string(dead), "of the living": jobs.Owner()} {
		ok(t, h.store.LockUpload(ctx, upload, owner+"/token", time.Hour))
	}
	for _, owner := range []string{string(dead), jobs.Owner()} {
		ok(t, h.store.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep, SubjectID: gendu.ID(owner)}))
		_, err := h.store.ClaimJob(ctx, owner, []gendu.JobKind{gendu.Sweep}, time.Minute)
		ok(t, err)
	}
	ok(t, h.voidDeadLeases(ctx, log))
	if err := h.store.LockUpload(ctx, "of the dead", jobs.Owner()+"/other", time.Hour); err != nil {
		t.Errorf("the lock of a dead process holds: %v", err)
	}
	if err := h.store.LockUpload(ctx, "of the living", jobs.Owner()+"/other", time.Hour); gendu.KindOf(err) != gendu.Conflict {
		t.Errorf("the lock of a living process: %v, want a conflict", err)
	}
	job, err := h.store.ClaimJob(ctx, jobs.Owner(), []gendu.JobKind{gendu.Sweep}, time.Minute)
	ok(t, err)
	if job.SubjectID != gendu.ID(dead) {
		t.Errorf("the job of %s is free, want that of the dead", job.SubjectID)
	}
	if _, err := h.store.ClaimJob(ctx, jobs.Owner(), []gendu.JobKind{gendu.Sweep}, time.Minute); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("the job of a living process: %v, want none to be free", err)
	}
}
