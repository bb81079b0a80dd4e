package lang_test

import (
	"fmt"

	"gendu/lang"
)

func ExampleSpaceless() {
	for _, tag := range []string{"en", "zh-Hant", "cmn", "ja"} {
		fmt.Println(tag, "without spaces:", lang.Spaceless(tag), "with tones:", lang.Tonal(tag))
	}
	// Output:
	// en without spaces: false with tones: false
	// zh-Hant without spaces: true with tones: true
	// cmn without spaces: true with tones: true
	// ja without spaces: true with tones: false
}
