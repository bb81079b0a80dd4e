package sentences_test

import (
	"fmt"

	"gendu/transcripts/sentences"
)

// Titles, figures and quotation marks do not end a sentence.
func ExampleSplit() {
	for _, s := range sentences.Split(`Mr. Lin paid $3.50. "Why?" she asked.`, "en") {
		fmt.Println(s)
	}
	for _, s := range sentences.Split("你好!今天天氣很好。", "zh-Hant") {
		fmt.Println(s)
	}
	// Output:
	// Mr. Lin paid $3.50.
	// "Why?" she asked.
	// 你好!
	// 今天天氣很好。
}
