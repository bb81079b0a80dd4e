package formats_test

import (
	"fmt"
	"os"
	"strings"

	"gendu/transcripts/formats"
)

// A file of any format is read by its content and written in another.
func ExampleParse() {
	doc, format, err := formats.Parse("lesson.srt", []byte("1\n00:00:01,000 --> 00:00:02,500\nHello.\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(format, len(doc.Cues))
	if err := formats.Write(os.Stdout, doc, formats.LRC); err != nil {
		fmt.Println(err)
	}
	_, _, err = formats.Parse("broken.vtt", []byte("WEBVTT\n\n00:01.000 --> soon\nHello.\n"))
	fmt.Println(strings.TrimSpace(err.Error()))
	// Output:
	// srt 1
	// [00:01.00]Hello.
	// [00:02.50]
	// line 3, column 15: the time after --> cannot be read: write it like 00:01:02,345
}
