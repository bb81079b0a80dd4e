package jobs

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gendu"
	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/wav"
	"gendu/transcripts/alignment"
)

// tones is a voice that needs no program: every letter is a pair of tones of its own,
// so that the same word always sounds the same. It does not speak xx.
type tones struct{ asked chan string } // the languages it was asked for

func (v tones) Synthesize(_ context.Context, lang, text string) (dsp.Signal, error) {
	select {
	case v.asked <- lang:
	default:
	}
	if strings.HasPrefix(lang, "xx") {
		return dsp.Signal{}, audio.ErrNoVoice
	}
	return dsp.Signal{Rate: gendu.PracticeRate, Samples: sing(text)}, nil
}

func sing(text string) []float32 {
	const perLetter = gendu.PracticeRate * 70 / 1000
	var out []float32
	for _, c := range strings.ToLower(text) {
		if c < 'a' || c > 'z' {
			continue
		}
		low, high := 250+37*float64(c-'a'), 1200+float64((c-'a')*7%26)*130
		for i := range perLetter {
			at := float64(i) / gendu.PracticeRate
			out = append(out, float32(0.2*math.Sin(2*math.Pi*low*at)+0.15*math.Sin(2*math.Pi*high*at)))
		}
	}
	return out
}

// readOut is practice audio: the lines with pauses between, a little noise over all,
// and where each begins and ends in milliseconds.
func readOut(lines ...string) (sound []byte, at []gendu.Span) {
	random := rand.New(rand.NewPCG(5, 6))
	var samples []float32
	pause := func(ms int) {
		for range ms * gendu.PracticeRate / 1000 {
			samples = append(samples, 0)
		}
	}
	now := func() int64 { return int64(len(samples)) * 1000 / gendu.PracticeRate }
	pause(500)
	for i, l := range lines {
		from := now()
		samples = append(samples, sing(l)...)
		at = append(at, gendu.Span{StartMS: from, EndMS: now()})
		pause(400 + 100*(i%3))
	}
	for i := range samples {
		samples[i] += float32(random.NormFloat64()) * 3e-4
	}
	return wav.Encode(dsp.Signal{Rate: gendu.PracticeRate, Samples: samples}), at
}

// alignBackend is a backend whose episode is read out.
type alignBackend struct{ *backend }

func newAlignBackend(t *testing.T, wav []byte) *alignBackend {
	t.Helper()
	h := &alignBackend{newBackend(t)}
	h.ready(wav, 60_000)
	return h
}

// add stores a page as the next revision of the episode.
func (h *alignBackend) add(page *gendu.Page) *gendu.Transcript {
	h.t.Helper()
	t := &gendu.Transcript{EpisodeID: h.episode.ID, Source: "the page", Page: page}
	var cues []*gendu.Cue
	for i, p := range page.Paragraphs {
		for _, s := range p.Sentences {
			cues = append(cues, &gendu.Cue{Position: len(cues), Paragraph: i, Text: s.Text, Translation: s.Translation})
		}
	}
	if err := h.AddTranscript(h.t.Context(), t, cues); err != nil {
		h.t.Fatal(err)
	}
	return t
}

// work runs the job of a transcript and reads what is stored afterwards.
func (h *alignBackend) work(t *gendu.Transcript, voice alignment.Voice) (*gendu.Transcript, []*gendu.Cue, *gendu.Page) {
	h.t.Helper()
	h.ok(h.run(gendu.AlignTranscript, &align{store: h.Store, bucket: h.bucket, voice: voice}))
	after, err := h.Transcript(h.t.Context(), t.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	cues, err := h.Cues(h.t.Context(), t.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return after, cues, after.Page
}

func near(s *gendu.Span, want gendu.Span) bool {
	const limit = 100
	return s != nil && max(s.StartMS-want.StartMS, want.StartMS-s.StartMS, s.EndMS-want.EndMS, want.EndMS-s.EndMS) <= limit
}

var readAloud = []string{
	"The harbour lamps burn low tonight.", "Nobody has asked why the ferry waits.",
	"A quick brown fox jumps over the sleeping dog.", "My cousin paints yellow boxes with zigzag lines.",
}

func pageOf(language string, lines ...string) *gendu.Page {
	p := &gendu.Page{Language: language}
	for _, l := range lines {
		p.Paragraphs = append(p.Paragraphs, gendu.Paragraph{Text: l, Sentences: []gendu.SentencePair{{Text: l}}})
	}
	return p
}

func TestAlignWritesTheTimesOfCuesAndDrills(t *testing.T) {
	t.Parallel()
	const unspoken = "Subscribe everywhere, dear followers, immediately."
	const term, example = "Unfolding questions", "Events keep unfolding in the quiet village."
	wav, at := readOut(append(append([]string{}, readAloud...), term, example)...)
	h := newAlignBackend(t, wav)
	page := pageOf("", readAloud[0], readAloud[1], unspoken, readAloud[2], readAloud[3])
	page.Keywords = []gendu.Keyword{
		{Term: term, Example: example},
		{Term: "Wholly absent vocabulary", Example: "Perhaps somebody else mentioned dragons yesterday."},
	}
	voice := tones{make(chan string, 100)}
	got, cues, stored := h.work(h.add(page), voice)
	if got.State != gendu.Ready || got.Method != alignment.MethodVoice || got.Message != "" {
		t.Errorf("state %q, method %q, message %q", got.State, got.Method, got.Message)
	}
	if lang := <-voice.asked; lang != "en" {
		t.Errorf("the voice spoke %q, want the show's language", lang)
	}
	where := []int{0, 1, -1, 2, 3}
	for i, c := range cues {
		if where[i] < 0 {
			if c.Spoken || c.StartMS != 0 || c.EndMS != 0 || len(c.Words) != 0 {
				t.Errorf("cue %d is not spoken: %+v", i, c)
			}
			continue
		}
		if !c.Spoken || !near(&gendu.Span{StartMS: c.StartMS, EndMS: c.EndMS}, at[where[i]]) {
			t.Errorf("cue %d: %d-%d, spoken %v, want %+v", i, c.StartMS, c.EndMS, c.Spoken, at[where[i]])
		}
		if len(c.Words) != len(strings.Fields(c.Text)) || c.Confidence <= 0.5 {
			t.Errorf("cue %d: %d words, confidence %v", i, len(c.Words), c.Confidence)
		}
	}
	said, absent := stored.Keywords[0], stored.Keywords[1]
	if !near(said.TermTime, at[4]) || !near(said.ExampleTime, at[5]) {
		t.Errorf("the drill is at %+v and %+v, want %+v and %+v", said.TermTime, said.ExampleTime, at[4], at[5])
	}
	if absent.TermTime != nil || absent.ExampleTime != nil {
		t.Errorf("a drill that nobody reads is at %+v and %+v", absent.TermTime, absent.ExampleTime)
	}
}

func TestAlignWithoutAVoiceForTheLanguage(t *testing.T) {
	t.Parallel()
	wav, _ := readOut(readAloud...)
	tests := []struct {
		name, language, says string
		voice                alignment.Voice
	}{
		{"no voice at all", "", "espeak-ng", nil},
		{"none for the language that the page was read in", "xx-Nowhere", `"xx-Nowhere"`, tones{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newAlignBackend(t, wav)
			got, cues, _ := h.work(h.add(pageOf(tt.language, readAloud...)), tt.voice)
			if got.State != gendu.Ready || got.Method != alignment.MethodPauses || !strings.Contains(got.Message, tt.says) {
				t.Errorf("state %q, method %q, message %q, want one that says %q", got.State, got.Method, got.Message, tt.says)
			}
			for i, c := range cues {
				if !c.Spoken || c.Confidence <= 0 || c.Confidence > 0.4 {
					t.Errorf("cue %d: spoken %v, confidence %v, want a low one", i, c.Spoken, c.Confidence)
				}
			}
		})
	}
}

func TestAlignKeepsTheTimesOfATimedFile(t *testing.T) {
	t.Parallel()
	wav, _ := readOut(readAloud...)
	h := &alignBackend{newBackend(t)} // the file comes before the audio
	given := &gendu.Transcript{EpisodeID: h.episode.ID, Source: "1\n00:00:01,000 --> 00:00:02,000\nHello.\n", SourceName: "a.srt", Timed: true}
	cue := &gendu.Cue{Text: "Hello.", StartMS: 1000, EndMS: 2000, Confidence: 1, Spoken: true}
	if err := h.AddTranscript(t.Context(), given, []*gendu.Cue{cue}); err != nil {
		t.Fatal(err)
	}
	h.ready(wav, 60_000)
	got, cues, _ := h.work(given, tones{})
	if got.State != gendu.Ready || got.Method != "file" || cues[0].StartMS != 1000 || cues[0].EndMS != 2000 || !cues[0].Spoken {
		t.Errorf("%+v with %+v", got, cues[0])
	}
}

func TestAlignWithoutItsAudioGivesUp(t *testing.T) {
	t.Parallel()
	wav, _ := readOut(readAloud...)
	h := newAlignBackend(t, wav)
	added := h.add(pageOf("", readAloud...))
	if err := h.bucket.Delete(t.Context(), h.audio.ObjectKey("practice.wav")); err != nil {
		t.Fatal(err)
	}
	if err := h.run(gendu.AlignTranscript, &align{store: h.Store, bucket: h.bucket, voice: tones{}}); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("without its audio: %v", err)
	}
	got, err := h.Transcript(t.Context(), added.ID)
	if err != nil || got.State != gendu.Failed || got.Message == "" {
		t.Errorf("given up: %+v, %v", got, err)
	}
}
