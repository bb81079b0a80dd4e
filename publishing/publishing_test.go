package publishing_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/publishing"
)

var now = time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)

func page() *gendu.Page {
	return &gendu.Page{Number: "K935", Title: "The night train", TitleTranslation: "夜車"}
}

func empty() publishing.Former {
	return publishing.Former{Now: now, Episode: &gendu.Episode{ID: "episode"}}
}

// withText is an episode whose first revision is in the given state.
func withText(state gendu.WorkState, audio gendu.ID) publishing.Former {
	f := empty()
	f.Latest = &gendu.Transcript{ID: "first", EpisodeID: "episode", Revision: 1, State: state, AudioID: audio, Source: "x", Page: page()}
	f.Cues = []*gendu.Cue{{ID: "a", Text: "One."}, {ID: "b", Text: "Two.", StartMS: 5, EndMS: 9, Spoken: true}}
	if state == gendu.Pending {
		f.Waiting = []gendu.ID{"first"}
	}
	return f
}

func withAudio(f publishing.Former, id gendu.ID) publishing.Former {
	f.Audio = &gendu.Audio{ID: id, State: gendu.Ready, DurationMS: 3000}
	f.Newest = f.Audio
	return f
}

func kinds(c publishing.Change) (out []gendu.JobKind) {
	for _, j := range c.Jobs {
		out = append(out, j.Kind)
	}
	return out
}

func TestRevise(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		former publishing.Former
		timed  bool
		state  gendu.WorkState
		jobs   []gendu.JobKind
		use    publishing.Use
	}{
		"a page without audio":      {empty(), false, gendu.Pending, nil, publishing.Use{}},
		"a page with audio":         {withAudio(empty(), "sound"), false, gendu.Pending, []gendu.JobKind{gendu.AlignTranscript}, publishing.Use{}},
		"a timed file, no audio":    {empty(), true, gendu.Pending, nil, publishing.Use{}},
		"a timed file with audio":   {withAudio(empty(), "sound"), true, gendu.Ready, nil, publishing.Use{TranscriptID: "given", AudioID: "sound"}},
		"a later revision":          {withAudio(withText(gendu.Ready, "sound"), "sound"), false, gendu.Pending, []gendu.JobKind{gendu.AlignTranscript}, publishing.Use{}},
		"instead of one that waits": {withText(gendu.Pending, ""), false, gendu.Pending, nil, publishing.Use{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := &gendu.Transcript{ID: "given", Source: "x", Page: page(), Timed: c.timed, State: gendu.Ready, Method: "file", AudioID: "none of its business"}
			cues := []*gendu.Cue{{Text: "Two.", StartMS: 1, EndMS: 2, Spoken: c.timed}, {Text: "Three."}}
			got, err := publishing.Revise(c.former, given, cues)
			if err != nil {
				t.Fatal(err)
			}
			if got.Revision != given || given.State != c.state || !slices.Equal(kinds(got), c.jobs) || got.Use != c.use {
				t.Errorf("%+v with jobs %v, uses %+v", given, kinds(got), got.Use)
			}
			if want := 1; c.former.Latest != nil {
				want = 2
				if given.Revision != want || cues[0].ID != "b" || cues[1].ID == "" || cues[1].ID == "a" || cues[1].Revision != want {
					t.Errorf("revision %d, cues %+v", given.Revision, cues)
				}
			} else if given.Revision != want || cues[0].ID == cues[1].ID {
				t.Errorf("revision %d, cues %+v", given.Revision, cues)
			}
			if !slices.Equal(got.Superseded, c.former.Waiting) {
				t.Errorf("superseded are %v", got.Superseded)
			}
			if len(got.Jobs) > 0 && (got.Timing != publishing.Timing{TranscriptID: "given", AudioID: "sound"} || got.Jobs[0].SubjectID != "given") {
				t.Errorf("timing %+v, job %+v", got.Timing, got.Jobs[0])
			}
		})
	}
}

// TestReviseFillsTitles: a page fills what its host has not written.
func TestReviseFillsTitles(t *testing.T) {
	t.Parallel()
	f := empty()
	f.Episode.Title = "The host's"
	got, err := publishing.Revise(f, &gendu.Transcript{Page: page()}, nil)
	if want := (publishing.Titles{Number: "K935", TitleTranslation: "夜車"}); err != nil || got.Titles != want {
		t.Errorf("%+v, %v", got.Titles, err)
	}
	odd := &gendu.Page{Keywords: []gendu.Keyword{{Definition: "of nothing"}}}
	if _, err := publishing.Revise(f, &gendu.Transcript{Page: odd}, nil); gendu.KindOf(err) != gendu.Invalid {
		t.Errorf("a page that contradicts itself: %v", err)
	}
	long := publishing.NewEpisode("show", &gendu.Page{Number: strings.Repeat("9", 50)}, " ", "/x/"+strings.Repeat("夜", 400)+".mp3")
	if n, title := len(long.Number), len([]rune(long.Title)); n != publishing.MaxNumber || title != publishing.MaxTitle {
		t.Errorf("a number of %d and a title of %d characters", n, title)
	}
	if e := publishing.NewEpisode("show", &gendu.Page{}, " A tone ", "/x/y.mp3"); e.Title != "A tone" {
		t.Errorf("the title of the tags gave %q", e.Title)
	}
	if e := publishing.NewEpisode("show", &gendu.Page{Title: "The page's"}, "A tone", "/x/y.mp3"); e.Title != "The page's" {
		t.Errorf("the title of the page gave %q", e.Title)
	}
}

func TestUseAudio(t *testing.T) {
	t.Parallel()
	inUse := func(f publishing.Former) publishing.Former {
		f.Episode.AudioID, f.Episode.TranscriptID, f.InUse = "old", "first", 1
		return f
	}
	for name, c := range map[string]struct {
		former   publishing.Former
		use      gendu.ID
		revision int // a new one, 0: none
		timed    gendu.ID
	}{
		"no text":                  {withAudio(empty(), "new"), "new", 0, ""},
		"a text that waits":        {withAudio(withText(gendu.Pending, ""), "new"), "new", 0, "first"},
		"a text in use":            {withAudio(inUse(withText(gendu.Ready, "old")), "new"), "", 2, ""},
		"a text that failed":       {withAudio(withText(gendu.Failed, "old"), "new"), "new", 2, ""},
		"done before":              {withAudio(inUse(withText(gendu.Ready, "new")), "new"), "", 0, ""},
		"a later upload was first": {withAudio(withText(gendu.Pending, ""), "later"), "", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := publishing.UseAudio(c.former, &gendu.Audio{ID: "new"})
			if got.Use.AudioID != c.use || got.Use.TranscriptID != "" {
				t.Errorf("uses %+v", got.Use)
			}
			if c.revision == 0 {
				if got.Revision != nil || got.Timing.TranscriptID != c.timed {
					t.Errorf("revision %+v, timing %+v", got.Revision, got.Timing)
				}
				return
			}
			r := got.Revision
			if r == nil || r.Revision != c.revision || r.State != gendu.Pending || r.AudioID != "new" || got.Timing.TranscriptID != r.ID || r.ID == "first" || r.Source != "x" {
				t.Fatalf("revision %+v, timing %+v", r, got.Timing)
			}
			if two := got.Cues[1]; two.ID != "b" || two.Spoken || two.EndMS != 0 || !c.former.Cues[1].Spoken {
				t.Errorf("its cue is %+v, the former one %+v", two, c.former.Cues[1])
			}
			if got.Titles != (publishing.Titles{}) {
				t.Errorf("another audio gives titles: %+v", got.Titles)
			}
		})
	}
}

func TestUseTimes(t *testing.T) {
	t.Parallel()
	made := func(id gendu.ID, start int64, words ...gendu.Word) publishing.Made {
		return publishing.Made{
			Take: &gendu.Take{ID: id, CueID: "a", Revision: 1, AudioID: "sound", CueStartMS: start, CueEndMS: 9},
			Cue:  &gendu.Cue{Words: words},
		}
	}
	f := withText(gendu.Ready, "sound")
	f.InUse = 1
	f.Takes = []publishing.Made{made("same", 5), made("moved", 4), made("other words", 5, gendu.Word{Text: "w"}), made("unknown words", 5)}
	f.Takes[3].Cue = nil
	f.Takes = append(f.Takes, made("of a sentence that went", 4), made("newer", 4))
	f.Takes[4].Take.CueID, f.Takes[5].Take.Revision = "z", 2
	next := &gendu.Transcript{ID: "second", EpisodeID: "episode", Revision: 2, AudioID: "sound"}
	cues := []*gendu.Cue{{ID: "a", StartMS: 5, EndMS: 9, Spoken: true}}
	got := publishing.UseTimes(f, next, cues)
	if got.Use != (publishing.Use{TranscriptID: "second", AudioID: "sound"}) {
		t.Errorf("uses %+v", got.Use)
	}
	var again []gendu.ID
	for i, j := range got.Jobs {
		again = append(again, j.SubjectID)
		if want := now.Add(time.Duration(i+1) * publishing.RecompareEvery); j.Kind != gendu.CompareTake || !j.RunAt.Equal(want) || j.EpisodeID != "" {
			t.Errorf("job %+v", j)
		}
	}
	if want := []gendu.ID{"moved", "other words"}; !slices.Equal(again, want) {
		t.Errorf("compared again are %v, want %v", again, want)
	}
	cues[0].Spoken = false
	if got := publishing.UseTimes(f, next, cues); len(got.Jobs) != 0 {
		t.Errorf("a sentence that is not heard is compared: %+v", got.Jobs)
	}
	f.InUse = 3
	if got := publishing.UseTimes(f, next, cues); got.Use != (publishing.Use{}) {
		t.Errorf("an older revision comes into use: %+v", got.Use)
	}
}

func TestFitFile(t *testing.T) {
	t.Parallel()
	const file = "1\n00:00:01,000 --> 00:00:02,000\nInside.\n\n2\n00:00:02,500 --> 00:00:04,000\nOver the end.\n\n3\n00:00:05,000 --> 00:00:06,000\nBehind it.\n"
	given := &gendu.Transcript{Source: file, SourceName: "a.srt"}
	cues := []*gendu.Cue{{Text: "Inside."}, {Text: "Over the end."}, {Text: "Behind it."}}
	publishing.FitFile(given, cues, 3000)
	if !cues[0].Spoken || cues[1].EndMS != 3000 || cues[2].Spoken || given.State != gendu.Ready || !strings.Contains(given.Message, "1 of the file's 3") {
		t.Errorf("%+v: %+v %+v %+v", given, cues[0], cues[1], cues[2])
	}
	publishing.FitFile(given, cues, 10_000) // what a short audio cut is there again
	if cues[1].EndMS != 4000 || !cues[2].Spoken || given.Message != "" {
		t.Errorf("%+v: %+v %+v", given, cues[1], cues[2])
	}
	given.Source = "no file at all"
	publishing.FitFile(given, cues, 5500)
	if cues[1].EndMS != 4000 || cues[2].EndMS != 5500 {
		t.Errorf("what is not found again has lost its times: %+v %+v", cues[1], cues[2])
	}
}

func TestResumeAndRetry(t *testing.T) {
	t.Parallel()
	waiting := withText(gendu.Pending, "")
	if c := publishing.Resume(waiting, gendu.AlignTranscript, "first"); len(c.Jobs) != 0 {
		t.Errorf("a text that waits for an audio gets a job: %+v", c.Jobs)
	}
	if c := publishing.Resume(withAudio(waiting, "sound"), gendu.AlignTranscript, "first"); c.Timing.AudioID != "sound" || len(c.Jobs) != 1 {
		t.Errorf("%+v", c)
	}
	if c := publishing.Resume(waiting, gendu.IngestAudio, "older"); len(c.Jobs) != 1 || c.Jobs[0].SubjectID != "older" {
		t.Errorf("%+v", c)
	}
	failed := withText(gendu.Failed, "sound")
	failed.Newest = &gendu.Audio{ID: "sound", State: gendu.Failed}
	if c := publishing.Retry(failed); !slices.Equal(kinds(c), []gendu.JobKind{gendu.IngestAudio, gendu.AlignTranscript}) {
		t.Errorf("%v", kinds(c))
	}
	failed.Newest.State, failed.Latest.AudioID = gendu.Ready, ""
	if c := publishing.Retry(failed); len(c.Jobs) != 0 {
		t.Errorf("%v", kinds(c))
	}
}

func TestSetState(t *testing.T) {
	t.Parallel()
	f := empty()
	if _, err := publishing.SetState(f, gendu.Published); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "audio, transcript, title") {
		t.Errorf("an empty episode: %v", err)
	}
	f.Episode.AudioID, f.Episode.TranscriptID, f.Episode.Title = "a", "t", "T"
	f.Show, f.Used, f.Heard = &gendu.Show{Language: "en"}, &gendu.Transcript{ID: "t"}, []*gendu.Cue{{Text: "One."}}
	if _, err := publishing.SetState(f, gendu.Published); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "nothing to practise") {
		t.Errorf("nothing to practise: %v", err)
	}
	f.Heard[0].Spoken = true
	for _, state := range []gendu.EpisodeState{gendu.Published, gendu.Draft} {
		if c, err := publishing.SetState(f, state); err != nil || c.State != state {
			t.Errorf("%s: %+v, %v", state, c, err)
		}
	}
	if _, err := publishing.SetState(f, "gone"); gendu.KindOf(err) != gendu.Invalid {
		t.Errorf("another state: %v", err)
	}
	f.Episode.State = gendu.Published
	if publishing.CheckTitle(f.Episode, "") == nil || publishing.CheckTitle(f.Episode, "T") != nil {
		t.Error("a published episode keeps a title")
	}
}

func TestTogether(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		states []gendu.WorkState
		want   gendu.WorkState
	}{
		{nil, ""},
		{[]gendu.WorkState{"", ""}, ""},
		{[]gendu.WorkState{gendu.Ready, ""}, gendu.Ready},
		{[]gendu.WorkState{gendu.Ready, gendu.Failed}, gendu.Failed},
		{[]gendu.WorkState{gendu.Failed, gendu.Ready}, gendu.Failed},
		{[]gendu.WorkState{gendu.Failed, gendu.Pending}, gendu.Pending},
	} {
		if got := publishing.Together(c.states...); got != c.want {
			t.Errorf("%q: got %q, want %q", c.states, got, c.want)
		}
	}
}

func TestSlugs(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Café & Crème": "cafe-creme", "跟讀": "show", "It's 5 o’clock": "its-5-oclock", strings.Repeat("ab-", 40): strings.Repeat("ab-", 21) + "a",
	} {
		if got := publishing.SlugTry(title, 1); got != want || publishing.CheckSlug(got) != nil {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
		if got := publishing.SlugTry(title, publishing.MaxSlugTries); publishing.CheckSlug(got) != nil || !strings.HasSuffix(got, "-50") {
			t.Errorf("%q at the last try: %q", title, got)
		}
	}
	for _, bad := range []string{"", "A", "a--b", "-a", "a_b", "a/b", strings.Repeat("a", 65)} {
		if err := publishing.CheckSlug(bad); gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"en": "en", "ZH-hant": "zh-Hant", "cmn": "cmn", "zh_Hans": "zh-Hans"} {
		if got, err := publishing.CheckLanguage(given); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", given, got, err, want)
		}
	}
	for _, bad := range []string{"", "x y", "und", "english", strings.Repeat("en-", 20)} {
		if got, err := publishing.CheckLanguage(bad); gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("%q: got %q, %v", bad, got, err)
		}
	}
	if got, err := publishing.CheckTranslation(""); got != "" || err != nil {
		t.Errorf("no language of learners: %q, %v", got, err)
	}
}
