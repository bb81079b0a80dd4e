package publishing

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gendu/transcripts"
)

// TestCorpusIdentity does the edits of TestIdentityOutlivesEdits to texts from
// outside the repository: a whole episode page, and what is read in recordings.
func TestCorpusIdentity(t *testing.T) {
	t.Parallel()
	const shared = "../../shared/"
	notes, err := os.ReadFile(shared + "episodes/k935/notes.txt")
	if err != nil {
		t.Skip("there is no corpus beside the repository")
	}
	draft, err := transcripts.NewDraft(notes, "", transcripts.DraftOptions{})
	if err != nil {
		t.Fatal(err)
	}
	own := articles(t)
	list := []article{{textsOf(cueSubjects(draft.Cues)), own[0].reserve, false}}
	files, err := filepath.Glob(shared + "align/*/text.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a := article{sentences: strings.Split(strings.TrimSpace(string(b)), "\n"), reserve: own[0].reserve}
		if a.chinese = !sentenceOf(string(b)).parts; a.chinese {
			a.reserve = own[1].reserve
		}
		if len(a.sentences) >= 20 {
			list = append(list, a)
		}
	}
	t.Logf("%d texts", len(list))
	wantLasting(t, editedBy(t, list, Revise, 2000))
}
