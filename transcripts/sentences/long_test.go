package sentences

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSplitLong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, in string
		want     []string
	}{
		{"en", "Short, and fine.", []string{"Short, and fine."}},
		{
			"en", "As this digital experiment continues to unfold, it offers a fascinating glimpse into the potential for social media to foster international understanding and connection, challenging traditional notions of digital borders and cultural barriers in our increasingly interconnected world.",
			[]string{"As this digital experiment continues to unfold, it offers a fascinating glimpse into the potential for social media to foster international understanding and connection,", "challenging traditional notions of digital borders and cultural barriers in our increasingly interconnected world."},
		},
		{
			"zh", "該平台傳統上一直是生活風格內容的集散地,包括產品評論、旅遊推薦和美妝教學,每個月吸引了超過 3 億的活躍用戶,而這個大膽的決定使它躍升為蘋果應用商店在美國最受歡迎的免費應用程式。",
			[]string{"該平台傳統上一直是生活風格內容的集散地,包括產品評論、旅遊推薦和美妝教學,", "每個月吸引了超過 3 億的活躍用戶,而這個大膽的決定使它躍升為蘋果應用商店在美國最受歡迎的免費應用程式。"},
		},
		{"en", strings.Repeat("endless", 60), []string{strings.Repeat("endless", 60)}},
	} {
		if got := SplitLong(c.in, c.lang, 0); !slices.Equal(got, c.want) {
			t.Errorf("got %q\nwant %q", got, c.want)
		}
	}
	for _, part := range SplitLong("One, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen.", "en", 2*time.Second) {
		if d := Duration(part); d > 2*time.Second {
			t.Errorf("%q takes %v", part, d)
		}
	}
}
