package gendu

import "time"

// JobKind is what a job does.
type JobKind string

// The kinds of jobs.
const (
	IngestAudio     JobKind = "ingest-audio"     // subject: an audio
	AlignTranscript JobKind = "align-transcript" // subject: a transcript
	CompareTake     JobKind = "compare-take"     // subject: a take
	LinkTakes       JobKind = "link-takes"       // subject: ""; leads takes of earlier revisions to their sentences
	PrepareLists    JobKind = "prepare-lists"    // subject: ""; makes what lists need of takes that are older than it
	CompressTakes   JobKind = "compress-takes"   // subject: ""; stores old recordings as FLAC
	EncodeCovers    JobKind = "encode-covers"    // subject: ""; makes the squares of covers that were stored as they were sent
	Sweep           JobKind = "sweep"            // subject: ""; clears what nothing points to
)

// JobState is how far a job is.
type JobState string

// The states of a job.
const (
	JobQueued   JobState = "queued"
	JobRunning  JobState = "running"
	JobDone     JobState = "done"
	JobFailed   JobState = "failed"
	JobCanceled JobState = "canceled"
)

// Job is a piece of background work, claimed under a lease.
type Job struct {
	ID        ID
	Kind      JobKind
	SubjectID ID
	EpisodeID ID // whose progress it is; "" for takes and sweeps
	State     JobState
	Attempt   int // failures so far
	Lost      int // leases lost in a row at the same step
	RunAt     time.Time
	Owner     string // of the lease: host, process and start; "" when nobody runs it
	LeaseEnd  time.Time
	Token     int64   // fencing token; grows with every claim
	Step      string  // "indexing", "decoding", "storing", "aligning", …
	Progress  float64 // 0 to 1, of the step
	Message   string  // for the host
	Cancel    bool    // somebody asked to stop it
	CreatedAt time.Time
	EndedAt   time.Time
}
