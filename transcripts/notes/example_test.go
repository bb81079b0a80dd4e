package notes_test

import (
	"fmt"

	"gendu/transcripts/notes"
)

// A pasted page becomes paragraphs with translations, sentence by sentence.
func ExampleParse() {
	page, err := notes.Parse(`綠色閒聊 Ep.12: The Big Tree

The tree is old. Who planted it?
這棵樹很老。是誰種的?

Keywords:
1. Plant (Plant) [verb. to put into the ground]: Who planted it?
`, notes.Options{})
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
	fmt.Println(page.Keywords[0].Term, page.Keywords[0].PartOfSpeech, notes.ExampleLinks(page))
	// Output:
	// 綠色閒聊 12 The Big Tree
	// The tree is old. | 這棵樹很老。
	// Who planted it? | 是誰種的?
	// Plant verb [1]
}
