package main

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gendu"
	"gendu/internal/testkit"
)

// shown is what others read of `gendu episode show --json`, by its own names.
type shown struct {
	State      string     `json:"state"`
	Number     string     `json:"number"`
	Title      string     `json:"title"`
	Highlights []string   `json:"highlights"`
	Keywords   []struct{} `json:"keywords"`
	Paragraphs []struct {
		Translation string `json:"translation"`
	} `json:"paragraphs"`
	Cues []struct {
		Text    string `json:"text"`
		StartMS int64  `json:"startMs"`
		EndMS   int64  `json:"endMs"`
		Spoken  bool   `json:"spoken"`
	} `json:"cues"`
}

// TestCorpusImportK935 imports the real episode and compares what is shown of it
// with what is known.
func TestCorpusImportK935(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("GENDU_SHARED")
	if shared == "" {
		shared = filepath.Join(testkit.Repo(t), "..", "shared")
	}
	corpus := filepath.Join(shared, "episodes", "k935")
	b, err := os.ReadFile(filepath.Join(corpus, "truth.json"))
	if err != nil {
		t.Skip("the shared episodes are not here: ", err)
	}
	var truth struct {
		Sentences []struct {
			Start, End float64 // seconds
			Text       string
		}
	}
	if err := json.Unmarshal(b, &truth); err != nil {
		t.Fatal(err)
	}
	view := importK935(t, corpus)
	translated := 0
	for _, p := range view.Paragraphs {
		if p.Translation != "" {
			translated++
		}
	}
	if view.Number != "K935" || view.Title != "Tiktok Reguees: When Americans Choose Chinese Social Media" || view.State != "published" {
		t.Errorf("the episode is %q, %q, %s", view.Number, view.Title, view.State)
	}
	got := [...]int{len(view.Highlights), len(view.Paragraphs), translated, len(view.Cues), len(view.Keywords)}
	if want := [...]int{3, 4, 2, 15, 5}; got != want || len(truth.Sentences) != 15 {
		t.Fatalf("highlights, paragraphs, translated ones, cues, keywords: %v, want %v; the truth has %d sentences", got, want, len(truth.Sentences))
	}
	var worst float64
	for i, want := range truth.Sentences {
		cue := view.Cues[i]
		off := max(math.Abs(seconds(cue.StartMS)-want.Start), math.Abs(seconds(cue.EndMS)-want.End))
		if worst = max(worst, off); !cue.Spoken || off > 0.5 || cue.Text != want.Text {
			t.Errorf("cue %d: %.3f to %.3f s, want %.3f to %.3f (spoken: %v): %q, want %q", i,
				seconds(cue.StartMS), seconds(cue.EndMS), want.Start, want.End, cue.Spoken, cue.Text, want.Text)
		}
	}
	t.Logf("all cues within %.3f s at both ends", worst)
}

// importK935 imports the episode with the built program, into stores of its own,
// and asks the program for it.
func importK935(t *testing.T, corpus string) (view shown) {
	t.Helper()
	testkit.Need(t, "espeak-ng", "espeak-ng")
	dir := t.TempDir()
	program := filepath.Join(dir, "gendu")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	gendu := func(args ...string) []byte {
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), "GENDU_DATABASE=sqlite:"+filepath.Join(dir, "gendu.db"), "GENDU_OBJECTS=file:"+filepath.Join(dir, "objects"))
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("gendu %v: %v\n%s", args, err, out)
		}
		return out
	}
	gendu("import", "--show", "news", "--audio", filepath.Join(corpus, "audio.mp3"), "--notes", filepath.Join(corpus, "notes.txt"), "--publish")
	if err := json.Unmarshal(gendu("episode", "show", "K935", "--json"), &view); err != nil {
		t.Fatal(err)
	}
	return view
}

// TestWhatAFailedJobTakesBack: only what was refused, at whatever try, takes the
// episode of an import away.
func TestWhatAFailedJobTakesBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		job  gendu.Job
		kind gendu.Kind
	}{
		"refused":                        {gendu.Job{State: gendu.JobFailed}, gendu.Invalid},
		"refused after a cut connection": {gendu.Job{State: gendu.JobFailed, Attempt: 1, Lost: 1}, gendu.Invalid},
		"the store stays away":           {gendu.Job{State: gendu.JobFailed, Attempt: 3}, gendu.Unavailable},
		"its servers died":               {gendu.Job{State: gendu.JobFailed, Lost: 5}, gendu.Unavailable},
		"stopped":                        {gendu.Job{State: gendu.JobCanceled}, gendu.Conflict},
	} {
		c.job.Kind, c.job.Message = gendu.IngestAudio, "A sentence."
		if err := ended(&c.job); gendu.KindOf(err) != c.kind {
			t.Errorf("%s: %v of kind %s, want %s", name, err, gendu.KindOf(err), c.kind)
		}
	}
}
