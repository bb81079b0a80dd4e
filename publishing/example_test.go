package publishing_test

import (
	"fmt"

	"gendu"
	"gendu/publishing"
)

// A corrected page keeps the identity of its sentences: a learner's recordings of the
// corrected one stay with it.
func ExampleRevise() {
	lines := func(texts ...string) []*gendu.Cue {
		var cues []*gendu.Cue
		for i, text := range texts {
			cues = append(cues, &gendu.Cue{Position: i, Text: text})
		}
		return cues
	}
	episode := &gendu.Episode{ID: "e", Title: "The Big Tree"}
	show := &gendu.Show{Language: "en"}

	former := publishing.Former{Episode: episode, Show: show}
	page := &gendu.Transcript{}
	first, err := publishing.Revise(former, page, lines("The tree is odl.", "Who planted it?"))
	if err != nil {
		fmt.Println(err)
		return
	}
	former.Latest, former.Cues = first.Revision, first.Cues
	second, err := publishing.Revise(former, &gendu.Transcript{}, lines("The tree is old.", "It grows.", "Who planted it?"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, now := range second.Cues {
		for i, before := range first.Cues {
			if now.ID == before.ID {
				fmt.Printf("%q was sentence %d\n", now.Text, i+1)
			}
		}
	}
	fmt.Println("revision", second.Revision.Revision)
	// Output:
	// "The tree is old." was sentence 1
	// "Who planted it?" was sentence 2
	// revision 2
}
