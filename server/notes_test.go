package server

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/traditionalchinese"

	"gendu"
	"gendu/internal/testkit"
	"gendu/server/api"
)

const smallPage = `EP. K977: A Small Page
一個小頁面

The first paragraph of this page has a sentence. It has another one, which is a little longer.
這一頁的第一段有一個句子。它還有另一個,稍微長一點。

The second paragraph has only one sentence, but it is long enough to be read aloud.
`

const smallSRT = "1\n00:00:01,000 --> 00:00:02,500\nHello there.\n\n2\n00:00:03,000 --> 00:00:09,000\nThe end is cut.\n\n3\n00:00:10,000 --> 00:00:11,000\nBehind the end.\n"

// TestPreview: how a page and a file are read, before anything is kept.
func TestPreview(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	c := h.as(h.user("host", gendu.Host))
	var page api.NotesPreview
	c.json("POST", "/notes/preview", map[string]string{"source": smallPage}).want(200, &page)
	if page.Kind != "page" || page.Page == nil || page.Page.Number != "K977" || len(page.Page.Paragraphs) != 2 || len(page.Page.Paragraphs[0].Sentences) != 2 {
		t.Errorf("the page is read as %+v", page.Page)
	}
	a := c.json("POST", "/notes/preview", map[string]string{"source": smallPage})
	if strings.Contains(a.text(), "null") {
		t.Errorf("a list is missing: %s", a.body)
	}
	for language, want := range map[string]int{"": 0, "en": 0, "is": 0, "ja": 1, "ru": 1} {
		var p api.NotesPreview
		for _, source := range []string{smallPage, smallSRT} {
			c.json("POST", "/notes/preview", map[string]string{"source": source, "language": language}).want(200, &p)
			if len(p.Doubts) != want {
				t.Errorf("for a show in %q the text is doubted: %v", language, p.Doubts)
			}
		}
	}
	var file api.NotesPreview
	c.json("POST", "/notes/preview", map[string]string{"source": smallSRT}).want(200, &file)
	if file.Kind != "timed" || file.Format != "srt" || file.Cues == nil || *file.Cues != 3 {
		t.Errorf("the file is read as %+v", file)
	}
	// A page that can be read in two ways, and the one that was chosen.
	const ambiguous = "A small library in the old port stays open all night. Students share its long tables.\n\n館員下午睡覺,晚上十點才來上班。她溫著一壺薑茶。\n\n" +
		"The librarian sleeps in the afternoon and comes at ten. She keeps a pot of tea warm.\n\n鄰居起初擔心陌生人會吵鬧。結果街道更明亮了。\n\n" +
		"Neighbours first feared that strangers would make noise. Instead the street is brighter.\n"
	for _, order := range []string{"original-first", "translation-first"} {
		var two api.NotesPreview
		c.json("POST", "/notes/preview", map[string]string{"source": ambiguous, "language": "en", "order": order}).want(200, &two)
		if len(two.Candidates) != 2 || two.Page.Order == nil || string(*two.Page.Order) != order || (two.Page.Paragraphs[0].Translation == "") != (order == "translation-first") {
			t.Errorf("%s: candidates %+v, page %+v", order, two.Candidates, two.Page)
		}
	}
	c.json("POST", "/notes/preview", map[string]string{"source": ambiguous, "order": "backwards"}).want(400, nil)
	var french api.NotesPreview
	c.json("POST", "/notes/preview", map[string]string{"language": "en", "source": "Le train qui part à neuf heures est celui que vous cherchez. Il était en retard lundi, et il y avait dans les wagons plus de gens que pendant des semaines.\n"}).want(200, &french)
	if len(french.Doubts) != 1 || french.Doubts[0] != api.NotesPreviewDoubtsWords || french.Seems == nil || *french.Seems != "fr" {
		t.Errorf("French in an English show: %v, %v", french.Doubts, french.Seems)
	}
	var spoken api.NotesPreview
	c.json("POST", "/notes/preview", map[string]string{"source": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Mei>It is late.\n"}).want(200, &spoken)
	if s := spoken.Sentences; len(s) != 1 || s[0].Speaker == nil || *s[0].Speaker != "Mei" || s[0].Text != "It is late." {
		t.Errorf("a cue with a speaker is read as %+v", s)
	}
	big5, err := traditionalchinese.Big5.NewEncoder().String("標題\n\n這是一個很長的句子,用來測試編碼是不是真的被認出來了。這是第二個句子,也是用來測試的。\n")
	if err != nil {
		t.Fatal(err)
	}
	var decoded api.NotesPreview
	c.json("POST", "/notes/preview", map[string]string{"sourceBase64": base64.StdEncoding.EncodeToString([]byte(big5)), "sourceName": "page.txt", "language": "zh-Hant"}).want(200, &decoded)
	if a := c.json("POST", "/notes/preview", map[string]string{"sourceBase64": base64.StdEncoding.EncodeToString([]byte(big5)), "language": "zh-Hant"}); !strings.Contains(a.text(), "很長的句子") {
		t.Errorf("Big5 is read as %s", a.body)
	}
	if decoded.Encoding != "big5" || decoded.Source == nil || !strings.Contains(*decoded.Source, "很長的句子") {
		t.Errorf("Big5 is read as %s", decoded.Encoding)
	}
	var other api.NotesPreview
	c.json("POST", "/notes/preview", map[string]string{"sourceBase64": base64.StdEncoding.EncodeToString([]byte(big5)), "encoding": "gb18030"}).want(200, &other)
	if other.Encoding != "gb18030" || other.Source == nil || *other.Source == *decoded.Source {
		t.Errorf("another encoding was asked for, it is %s", other.Encoding)
	}
	var chapters api.NotesPreview
	c.json("POST", "/notes/preview", map[string]string{"source": "[00:00] Intro\n[01:00] End\n\n" + smallPage}).want(200, &chapters)
	if chapters.Kind != "page" || len(chapters.Page.Unplaced) != 2 {
		t.Errorf("a page with chapters is read as %s: %+v", chapters.Format, chapters.Page)
	}
	for name, body := range map[string]map[string]string{
		"an encoding of text": {"source": "x", "encoding": "big5"},
		"no encoding":         {"sourceBase64": "eHh4eA==", "encoding": "ebcdic"},
		"neither":             {"sourceName": "x"},
		"both":                {"source": "x", "sourceBase64": "eHh4eA=="},
		"not base64":          {"sourceBase64": "!!!!!"},
		"a broken file":       {"source": "this is not subtitles at all", "sourceName": "x.vtt"},
		"an image":            {"sourceBase64": base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))},
	} {
		a := c.json("POST", "/notes/preview", body)
		if a.status != 400 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

// TestAddTranscript: a page becomes untimed cues and work; times of a file are in
// use at once where the audio is there.
func TestAddTranscript(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	c := h.as(host)
	path := "/episodes/" + string(l.episode.ID)

	var made api.Transcript
	c.json("POST", path+"/transcripts", map[string]string{"source": smallSRT, "sourceName": "k.srt"}).want(201, &made)
	if made.State != "ready" || made.Revision != 2 || len(made.Cues) != 3 {
		t.Fatalf("the file became %+v", made)
	}
	if c := made.Cues[1]; c.StartMs != 3000 || c.EndMs != 6000 || !c.Spoken {
		t.Errorf("a cue past the end of 6 s is %+v", c)
	}
	if c := made.Cues[2]; c.Spoken || c.EndMs != 0 {
		t.Errorf("a cue behind the end is %+v", c)
	}
	var page api.EpisodePage
	c.get(path).want(200, &page)
	if page.Revision != 2 || page.Method == nil || *page.Method != "file" || page.Cues[0].Text != "Hello there." {
		t.Errorf("in use is revision %d: %+v", page.Revision, page.Cues)
	}

	c.json("POST", path+"/transcripts", map[string]string{"source": smallPage}).want(201, &made)
	if made.State != "pending" || made.Revision != 3 || len(made.Cues) != 3 || made.Cues[0].Spoken || made.Cues[2].Paragraph != 1 {
		t.Fatalf("the page became %+v", made)
	}
	var jobs []api.Job
	c.get(path+"/jobs").want(200, &jobs)
	if len(jobs) == 0 || jobs[0].Kind != string(gendu.AlignTranscript) || jobs[0].State != "queued" {
		t.Errorf("the work is %+v", jobs)
	}
	// What the host wrote stays, what was empty is filled from the page.
	var e api.EpisodePage
	c.get(path).want(200, &e)
	if e.Episode.Number != "K1" || e.Episode.Title != "Episode of k" || e.Episode.TitleTranslation != "一個小頁面" {
		t.Errorf("the episode is %+v", e.Episode)
	}
	if e.Episode.Work != "pending" || e.Revision != 2 {
		t.Errorf("while it is aligned: %s, revision %d in use", e.Episode.Work, e.Revision)
	}
	var newest api.Transcript
	c.get(path+"/transcript").want(200, &newest)
	if newest.Revision != 3 || newest.Source != smallPage || newest.Page == nil {
		t.Errorf("the newest is %+v", newest)
	}
}

// TestTranscriptFiles: a file may be larger than a page, be joined into sentences
// and get its translations from a second file.
func TestTranscriptFiles(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	c := h.as(host)
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	const captions = "1\n00:00:01,000 --> 00:00:02,000\nThe council\n\n2\n00:00:02,000 --> 00:00:04,000\nmet\ntoday.\n"
	const second = "1\n00:00:01,000 --> 00:00:04,000\n議會今天開會。\n\n2\n00:01:00,000 --> 00:01:01,000\n音樂\n"

	var preview api.NotesPreview
	c.json("POST", "/notes/preview", map[string]any{"source": captions, "join": true, "secondBase64": encode(second)}).want(200, &preview)
	if *preview.Cues != 1 || len(preview.Mended) != 1 || !strings.Contains(preview.Mended[0].Message, "音樂") {
		t.Errorf("the preview is %+v", preview)
	}
	var made api.Transcript
	c.json("POST", "/episodes/"+string(l.episode.ID)+"/transcripts", map[string]any{"source": captions, "join": true, "secondBase64": encode(second)}).want(201, &made)
	if len(made.Cues) != 1 || made.Cues[0].Text != "The council met today." || made.Cues[0].Translation != "議會今天開會。" || made.State != "ready" {
		t.Errorf("the transcript is %+v", made)
	}
	// The words of an hour.
	var whisper strings.Builder
	whisper.WriteString(`{"segments":[`)
	for i := range 9000 {
		if i > 0 {
			whisper.WriteByte(',')
		}
		fmt.Fprintf(&whisper, `{"start":%d.5,"end":%d.25,"text":" Two words.","words":[{"word":" Two words.","start":%d.5,"end":%d.25,"probability":0.98765}]}`, i, i+1, i, i+1)
	}
	whisper.WriteString(`]}`)
	if whisper.Len() < 900_000 {
		t.Fatal("the file is small")
	}
	c.json("POST", "/notes/preview", map[string]any{"sourceBase64": encode(whisper.String())}).want(200, &preview)
	if *preview.Cues != 9000 || preview.Format != "whisper-json" {
		t.Errorf("an hour is read as %+v", preview)
	}
	c.json("POST", "/notes/preview", map[string]any{"sourceBase64": encode(strings.Repeat("A line.\n", 70_000))}).want(400, nil)
	c.json("POST", "/notes/preview", map[string]any{"sourceBase64": encode(strings.Repeat("x", 8<<20+3))}).want(400, nil)
}

// TestPublish: only what can be practised; unpublishing hides it at once.
func TestPublish(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	c, alice := h.as(host), h.as(h.user("alice"))
	var show api.Show
	c.json("POST", "/shows", map[string]string{"title": "Café 跟讀 Show!", "language": "EN", "translation": "zh-hant"}).want(201, &show)
	if show.Slug != "cafe-show" || show.Language != "en" || show.Translation != "zh-Hant" {
		t.Errorf("the show is %+v", show)
	}
	c.json("POST", "/shows", map[string]string{"title": "Café Show", "language": "cmn"}).want(201, &show)
	if show.Slug != "cafe-show-2" || show.Language != "cmn" {
		t.Errorf("the second show is %+v", show)
	}
	var e api.Episode
	c.json("POST", "/shows/"+show.Id+"/episodes", `{}`).want(201, &e)
	if len(e.Missing) != 3 || e.Work != "empty" || e.State != "draft" {
		t.Errorf("a new episode is %+v", e)
	}
	a := c.json("PUT", "/episodes/"+e.Id+"/publication", `{"published":true}`).want(409, nil)
	if _, message, _ := problem(t, a); !strings.Contains(message, "audio, transcript, title") {
		t.Errorf("what is missing: %s", message)
	}
	l := h.newLesson(host, "k", gendu.Draft)
	path := "/episodes/" + string(l.episode.ID)
	alice.get(path).want(404, nil)
	c.json("PUT", path+"/publication", `{"published":true}`).want(200, &e)
	if e.PublishedAt == nil || e.State != "published" {
		t.Errorf("published: %+v", e)
	}
	var list api.ShowList
	alice.get("/shows").want(200, &list)
	if shows := list.Shows; len(shows) != 1 || shows[0].Own || shows[0].Episodes != 1 || list.Next != nil {
		t.Errorf("alice sees %+v", list)
	}
	alice.get(path).want(200, nil)
	c.json("PATCH", path, `{"title":" "}`).want(400, nil)
	c.json("PUT", path+"/publication", `{"published":false}`).want(200, nil)
	alice.get(path).want(404, nil)
	alice.do("GET", "/media/audios/"+string(l.audio.ID)+"/listening.m4a", nil).want(404, nil)
	c.json("DELETE", path, nil).want(204, nil)
	c.get(path).want(404, nil)
}

// TestCorpusK935 pastes the real page.
func TestCorpusK935(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("GENDU_SHARED")
	if dir == "" {
		dir = filepath.Join(testkit.Repo(t), "..", "shared")
	}
	notes, err := filepath.Glob(filepath.Join(dir, "episodes", "k935", "notes*"))
	if err != nil || len(notes) == 0 {
		t.Skip("the shared episodes are not here")
	}
	b, err := os.ReadFile(notes[0])
	if err != nil {
		t.Fatal(err)
	}
	h := newBackend(t)
	var p api.NotesPreview
	h.as(h.user("host", gendu.Host)).json("POST", "/notes/preview", map[string]string{"source": string(b)}).want(200, &p)
	cues := 0
	for _, paragraph := range p.Page.Paragraphs {
		cues += len(paragraph.Sentences)
	}
	if p.Page.Number != "K935" || len(p.Page.Highlights) != 3 || len(p.Page.Paragraphs) != 4 || cues != 15 || len(p.Page.Keywords) != 5 {
		t.Errorf("K935 is read as %s, %d highlights, %d paragraphs, %d sentences, %d keywords", p.Page.Number,
			len(p.Page.Highlights), len(p.Page.Paragraphs), cues, len(p.Page.Keywords))
	}
}
