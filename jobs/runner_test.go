package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gendu"
	"gendu/store/jobqueue"
)

// tableOfOne is a job table with at most one job; it is the runner's whole view
// of a database, so that time can be faked. The real table has its own suite.
type tableOfOne struct {
	mu       sync.Mutex
	due      *gendu.Job
	loseAt   time.Time // from then on heartbeats find the lease lost
	cancelAt time.Time
	beats    int
	ended    []string
	retryIn  time.Duration
	onEnd    func()
}

func (q *tableOfOne) ClaimJob(_ context.Context, owner string, kinds []gendu.JobKind, _ time.Duration) (*gendu.Job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, k := range kinds {
		if q.due != nil && q.due.Kind == k {
			job := *q.due
			job.Owner, q.due = owner, nil
			return &job, nil
		}
	}
	return nil, gendu.Errorf(gendu.NotFound, "nothing is due")
}

func (q *tableOfOne) HeartbeatJob(context.Context, jobqueue.JobGuard, time.Duration, string, float64) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.beats++
	now := time.Now()
	if !q.loseAt.IsZero() && !now.Before(q.loseAt) {
		return false, gendu.Errorf(gendu.Conflict, "the lease was lost")
	}
	return !q.cancelAt.IsZero() && !now.Before(q.cancelAt), nil
}

func (q *tableOfOne) end(how string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = append(q.ended, how)
	if q.onEnd != nil {
		q.onEnd()
	}
	return nil
}

func (q *tableOfOne) FinishJob(_ context.Context, _ jobqueue.JobGuard, state gendu.JobState, _ string) error {
	return q.end(string(state))
}

func (q *tableOfOne) RetryJob(_ context.Context, _ jobqueue.JobGuard, runAt time.Time, _ string) error {
	q.retryIn = time.Until(runAt)
	return q.end("retry")
}

func (q *tableOfOne) ReleaseJob(context.Context, jobqueue.JobGuard) error { return q.end("release") }

// task is a worker that takes a while.
type task struct {
	takes time.Duration
	err   error
	panic bool
}

func (t *task) work(ctx context.Context, this *run) error {
	this.tell("working", 0.5)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(t.takes):
	}
	if t.panic {
		panic("a bad file")
	}
	return t.err
}

func TestRunnerSettlesJobs(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		task    task
		attempt int
		lose    time.Duration
		cancel  time.Duration
		stop    time.Duration
		want    string
		retryIn time.Duration
	}{
		{name: "done", task: task{takes: 30 * time.Second}, want: "done"},
		{name: "wrong input fails at once", task: task{err: gendu.Errorf(gendu.Invalid, "bad file")}, want: "failed"},
		{name: "trouble is tried again", task: task{err: errors.New("disk")}, want: "retry", retryIn: firstPause},
		{name: "later tries wait longer", task: task{err: errors.New("disk")}, attempt: 2, want: "retry", retryIn: 4 * firstPause},
		{name: "the last try fails", task: task{err: errors.New("disk")}, attempt: maxTries - 1, want: "failed"},
		{name: "a panic is trouble", task: task{panic: true}, want: "retry", retryIn: firstPause},
		{name: "cancelled", task: task{takes: time.Hour}, cancel: 7 * time.Second, want: "canceled"},
		{name: "a lost lease writes nothing", task: task{takes: time.Hour}, lose: 7 * time.Second, want: ""},
		{name: "a stop gives the lease back", task: task{takes: time.Hour}, stop: 12 * time.Second, want: "release"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				q := &tableOfOne{due: &gendu.Job{Kind: gendu.IngestAudio, Attempt: c.attempt}}
				if c.lose > 0 {
					q.loseAt = time.Now().Add(c.lose)
				}
				if c.cancel > 0 {
					q.cancelAt = time.Now().Add(c.cancel)
				}
				stop := c.stop
				if stop == 0 {
					stop = 2 * time.Minute
				}
				runFor(t, q, &c.task, stop)
				got := ""
				for _, how := range q.ended {
					got += how
				}
				if got != c.want {
					t.Errorf("the job ended as %q, want %q", got, c.want)
				}
				if q.retryIn != c.retryIn {
					t.Errorf("tried again in %v, want %v", q.retryIn, c.retryIn)
				}
			})
		})
	}
}

func TestHeartbeatsKeepTheLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := &tableOfOne{due: &gendu.Job{Kind: gendu.IngestAudio}}
		runFor(t, q, &task{takes: time.Minute}, 90*time.Second)
		if least := int(time.Minute/leaseFor) * 2; q.beats < least {
			t.Errorf("%d heartbeats in a minute, want at least %d: two in each lease", q.beats, least)
		}
	})
}

func TestWakeRunsAComparisonBehindALongIngest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := &tableOfOne{due: &gendu.Job{Kind: gendu.IngestAudio}}
		r := runnerOf(q, &task{takes: time.Hour})
		compared := &task{}
		r.workers[gendu.CompareTake] = compared
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); r.Run(ctx) }()
		time.Sleep(1500 * time.Millisecond) // between two polls
		q.mu.Lock()
		q.due = &gendu.Job{Kind: gendu.CompareTake}
		q.mu.Unlock()
		before := time.Now()
		r.Wake(gendu.CompareTake)
		synctest.Wait()
		if len(q.ended) != 1 || q.ended[0] != "done" || time.Since(before) > 0 {
			t.Errorf("after %v the comparison ended as %q, want it done at once", time.Since(before), q.ended)
		}
		cancel()
		<-done
	})
}

// mute is a job table whose connection breaks without a word: this many claims,
// heartbeats and ends hang.
type mute struct {
	*tableOfOne
	claims, writes, finishes atomic.Int32
}

func hang(ctx context.Context, left *atomic.Int32) error {
	if left.Add(-1) < 0 {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func (q *mute) ClaimJob(ctx context.Context, owner string, kinds []gendu.JobKind, lease time.Duration) (*gendu.Job, error) {
	if err := hang(ctx, &q.claims); err != nil {
		return nil, err
	}
	return q.tableOfOne.ClaimJob(ctx, owner, kinds, lease)
}

func (q *mute) HeartbeatJob(ctx context.Context, g jobqueue.JobGuard, lease time.Duration, step string, progress float64) (bool, error) {
	if err := hang(ctx, &q.writes); err != nil {
		return false, err
	}
	return q.tableOfOne.HeartbeatJob(ctx, g, lease, step, progress)
}

func (q *mute) FinishJob(ctx context.Context, g jobqueue.JobGuard, state gendu.JobState, message string) error {
	if err := hang(ctx, &q.finishes); err != nil {
		return err
	}
	return q.tableOfOne.FinishJob(ctx, g, state, message)
}

// TestRunnerOutlivesBrokenConnections: what hangs is given up in time to be tried
// again, within the lease where there is one.
func TestRunnerOutlivesBrokenConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := &mute{tableOfOne: &tableOfOne{due: &gendu.Job{Kind: gendu.IngestAudio}}}
		q.claims.Store(2) // one in each lane
		q.writes.Store(1)
		q.finishes.Store(1)
		began := time.Now()
		ended := time.Duration(0)
		q.onEnd = func() { ended = time.Since(began) }
		runFor(t, q, &task{takes: 10 * time.Second}, time.Hour)
		if len(q.ended) != 1 || q.ended[0] != "done" || ended > 10*time.Second+3*answerIn+5*pollEvery {
			t.Errorf("ended as %q after %v", q.ended, ended)
		}
	})
}

// TestRunnerStopsBesideADeadDatabase: the end of a job is not waited for.
func TestRunnerStopsBesideADeadDatabase(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := &mute{tableOfOne: &tableOfOne{due: &gendu.Job{Kind: gendu.IngestAudio}}}
		q.finishes.Store(1000)
		began := time.Now()
		runFor(t, q, &task{takes: time.Second}, 2*time.Second)
		if took := time.Since(began); took > 2*time.Second+answerIn {
			t.Errorf("it stopped after %v", took)
		}
	})
}

func runnerOf(q queue, w worker) *Runner {
	r := &Runner{
		queue: q, owner: Owner(), log: slog.New(slog.DiscardHandler), now: time.Now,
		workers: map[gendu.JobKind]worker{gendu.IngestAudio: w}, wake: map[gendu.JobKind]chan struct{}{},
	}
	for _, lane := range lanes {
		r.wake[lane[0]] = make(chan struct{}, 1)
	}
	return r
}

func runFor(t *testing.T, q queue, w worker, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	runnerOf(q, w).Run(ctx)
}

func TestOwnerIsAlive(t *testing.T) {
	t.Parallel()
	if !Alive(Owner()) {
		t.Errorf("this process, %s, counts as dead", Owner())
	}
	if Alive(OwnerPrefix() + "4194304/1") { // beyond the largest process number
		t.Error("a process that cannot be counts as alive")
	}
	if !Alive(Owner() + "/a-lock") {
		t.Error("a lock of this process counts as a dead one's")
	}
	if Alive(OwnerPrefix() + "4194304/1/a-lock") {
		t.Error("a lock of a process that is not there counts as a living one's")
	}
	if Alive(Owner() + "9") {
		t.Error("an earlier process of the same number counts as alive")
	}
}
