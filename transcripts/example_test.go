package transcripts_test

import (
	"fmt"
	"os"
	"strings"

	"gendu/transcripts"
)

// A pasted page becomes paragraphs with translations, sentence by sentence.
func ExampleParseNotes() {
	page, err := transcripts.ParseNotes(`綠色閒聊 Ep.12: The Big Tree

The tree is old. Who planted it?
這棵樹很老。是誰種的?

Keywords:
1. Plant (Plant) [verb. to put into the ground]: Who planted it?
`, transcripts.NotesOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Series, page.Number, page.Title)
	for _, p := range page.Paragraphs {
		for _, s := range p.Sentences {
			fmt.Println(s.Text, "|", s.Translation)
		}
	}
	fmt.Println(page.Keywords[0].Term, page.Keywords[0].PartOfSpeech, transcripts.ExampleLinks(page))
	// Output:
	// 綠色閒聊 12 The Big Tree
	// The tree is old. | 這棵樹很老。
	// Who planted it? | 是誰種的?
	// Plant verb [1]
}

// A file of any format is read by its content and written in another.
func ExampleParse() {
	doc, format, err := transcripts.Parse("lesson.srt", []byte("1\n00:00:01,000 --> 00:00:02,500\nHello.\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(format, len(doc.Cues))
	if err := transcripts.Write(os.Stdout, doc, transcripts.FormatLRC); err != nil {
		fmt.Println(err)
	}
	_, _, err = transcripts.Parse("broken.vtt", []byte("WEBVTT\n\n00:01.000 --> soon\nHello.\n"))
	fmt.Println(strings.TrimSpace(err.Error()))
	// Output:
	// srt 1
	// [00:01.00]Hello.
	// [00:02.50]
	// line 3, column 15: the time after --> cannot be read: write it like 00:01:02,345
}
