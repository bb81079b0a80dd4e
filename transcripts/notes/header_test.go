package notes

import (
	"strings"
	"testing"
)

// TestHeader reads the parts of a title line. The body is English with a Chinese
// translation, or the other way round.
func TestHeader(t *testing.T) {
	t.Parallel()
	const en, zh = "The council met on Monday to vote on trees. It took an hour.", "市議會週一開會投票決定種樹的事情。會議進行了一個小時。"
	for _, c := range []struct{ head, series, number, title, translation string }{
		{"國際時事跟讀 Ep.K935: How Cities Sleep", "國際時事跟讀", "K935", "How Cities Sleep", ""},
		{"S2E5: How Cities Sleep 城市如何入睡", "S2", "5", "How Cities Sleep", "城市如何入睡"},
		{"Green Talk S02 EP 5: How Cities Sleep", "Green Talk S02", "5", "How Cities Sleep", ""},
		{"Green Talk #772 Cities Sleep 城市入睡", "Green Talk", "772", "Cities Sleep", "城市入睡"},
		{"Ep. 12 城市如何入睡 How Cities Sleep", "", "12", "How Cities Sleep", "城市如何入睡"},
		{"\uFF25\uFF50\uFF0E\uFF17\uFF17\uFF1AHow Cities Sleep", "", "77", "How Cities Sleep", ""},
		{"跟讀Ep\uFF0E77\uFF1AHow Cities Sleep", "跟讀", "77", "How Cities Sleep", ""},
	} {
		p := readPage(t, c.head, "", en, "", zh)
		if p.Series != c.series || p.Number != c.number || p.Title != c.title || p.TitleTranslation != c.translation || len(p.Paragraphs) != 1 {
			t.Errorf("%s: %q %q %q %q, %d paragraphs", c.head, p.Series, p.Number, p.Title, p.TitleTranslation, len(p.Paragraphs))
		}
	}
	p := readPage(t, "綠色閒聊 Ep.3: Taylor Swift 巡迴演唱會", "", zh, "", en)
	if p.Title != "Taylor Swift 巡迴演唱會" || p.TitleTranslation != "" {
		t.Errorf("a name was cut off: %q %q", p.Title, p.TitleTranslation)
	}
}

// TestHTMLTitle: the heading of a page is its title; what stands in <title>
// counts only where there is none, and is shown else.
func TestHTMLTitle(t *testing.T) {
	t.Parallel()
	const head = "<html><head><title>Ep.9: Trees in the City - Podcast site</title></head><body>\n"
	const body = "<p>The council met on Monday to vote on trees. It took an hour.</p>\n<p>市議會週一開會投票決定種樹的事情。會議進行了一個小時。</p></body></html>"
	p := readPage(t, head+"<h1>Green Talk Ep.9: Trees in the City</h1>\n"+body)
	if p.Series != "Green Talk" || p.Title != "Trees in the City" || len(p.Unplaced) != 1 || !strings.HasSuffix(p.Unplaced[0].Text, "Podcast site") || len(p.Paragraphs) != 1 {
		t.Errorf("with a heading: %+v", p)
	}
	p = readPage(t, head+body)
	if p.Number != "9" || !strings.HasPrefix(p.Title, "Trees in the City") || len(p.Unplaced) != 0 || len(p.Paragraphs) != 1 {
		t.Errorf("without one: %+v", p)
	}
}
