package jobs

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/wav"
	"gendu/transcripts"
	"gendu/transcripts/alignment"
	"gendu/transcripts/notes"
)

// desk is a backend for texts that need no voice.
type desk struct{ *backend }

func newDesk(t *testing.T) *desk {
	t.Helper()
	return &desk{newBackend(t)}
}

// silence adds a silent audio of so many milliseconds that is ready.
func (d *desk) silence(durationMS int64) {
	d.t.Helper()
	d.ready(wav.Encode(dsp.Signal{Rate: gendu.PracticeRate, Samples: make([]float32, gendu.PracticeRate*durationMS/1000)}), durationMS)
}

// align runs the alignment that waits.
func (d *desk) align() error {
	d.t.Helper()
	return d.run(gendu.AlignTranscript, &align{store: d.Store, bucket: d.bucket})
}

// latest is the newest text with its cues.
func (d *desk) latest() (*gendu.Transcript, []*gendu.Cue) {
	d.t.Helper()
	text, err := d.LatestTranscript(d.t.Context(), d.episode.ID)
	d.ok(err)
	cues, err := d.Cues(d.t.Context(), text.ID)
	d.ok(err)
	return text, cues
}

const threeCues = "1\n00:00:01,000 --> 00:00:02,000\nInside.\n\n2\n00:00:02,500 --> 00:00:04,000\nOver the end.\n\n3\n00:00:05,000 --> 00:00:06,000\nBehind it.\n"

// TestTimesAreCutToTheAudio: a file's times that lie behind the end of the audio
// are cut, whether the text or the audio comes first, and are there again where a
// longer audio takes the place of a short one.
func TestTimesAreCutToTheAudio(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	draft, err := transcripts.NewDraft([]byte(threeCues), "cues.srt", transcripts.DraftOptions{Options: notes.Options{Language: "en"}})
	d.ok(err)
	draft.Transcript.EpisodeID = d.episode.ID
	d.ok(d.AddTranscript(t.Context(), draft.Transcript, draft.Cues))
	times := func(want string) *gendu.Transcript {
		t.Helper()
		d.ok(d.align())
		text, cues := d.latest()
		got := ""
		for _, c := range cues {
			got += fmt.Sprintf("%d-%d %t ", c.StartMS, c.EndMS, c.Spoken)
		}
		if strings.TrimSpace(got) != want || text.State != gendu.Ready || text.Method != "file" {
			t.Errorf("%s %s: %s, want %s", text.State, text.Method, got, want)
		}
		faults, err := d.Broken(t.Context())
		if err != nil || len(faults) > 0 {
			t.Errorf("rows contradict each other: %v, %v", faults, err)
		}
		return text
	}
	d.silence(3000)
	if text := times("1000-2000 true 2500-3000 true 0-0 false"); !strings.Contains(text.Message, "1 of the file's 3 sentences") {
		t.Errorf("the message is %q", text.Message)
	}
	d.silence(10_000)
	if text := times("1000-2000 true 2500-4000 true 5000-6000 true"); text.Message != "" {
		t.Errorf("the message is %q", text.Message)
	}
}

// TestWhatCanNotBeTimedIsRefused: what no other try would change fails at once,
// with a sentence for the host.
func TestWhatCanNotBeTimedIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.silence(1000)
	text := &gendu.Transcript{EpisodeID: d.episode.ID, Source: "page"}
	d.ok(d.AddTranscript(t.Context(), text, []*gendu.Cue{{Text: strings.Repeat("long ", 1000)}}))
	if err := d.align(); gendu.KindOf(err) != gendu.Invalid {
		t.Errorf("got %v, want an error of kind invalid", err)
	}
	if text, _ := d.latest(); text.State != gendu.Failed || !strings.Contains(text.Message, "cannot be timed: line 1") {
		t.Errorf("the text is %s: %q", text.State, text.Message)
	}
	list, err := d.Jobs(t.Context(), d.episode.ID)
	d.ok(err)
	if list[0].State != gendu.JobFailed || list[0].Attempt != 0 {
		t.Errorf("the job is %+v", list[0])
	}
	for _, err := range []error{alignment.ErrTooManyLines, alignment.ErrLineTooLong, fmt.Errorf("here: %w", alignment.ErrAudioTooLong)} {
		if !final(textError(err)) || !strings.Contains(gendu.MessageOf(textError(err)), err.Error()) {
			t.Errorf("%v becomes %v", err, textError(err))
		}
	}
	if other := errors.New("the disk is full"); final(textError(other)) || textError(nil) != nil {
		t.Error("what is ours is refused as the host's")
	}
}
