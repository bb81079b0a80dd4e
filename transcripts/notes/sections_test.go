package notes

import "testing"

// TestNumberedParagraphs: paragraphs under the title may be numbered in any way,
// with no heading above them.
func TestNumberedParagraphs(t *testing.T) {
	t.Parallel()
	en := []string{"The council met on Monday to vote on trees. It took an hour.", "Residents are glad about the plan for the streets. Some are not."}
	zh := []string{"市議會週一開會投票決定種樹的事情。會議進行了一個小時。", "居民對街道的這項計畫感到高興。有些人並不高興。"}
	for _, marks := range [][2]string{{"①", "②"}, {"1. ", "2. "}, {"\uFF11\uFF0E", "\uFF12\uFF0E"}, {"(1) ", "(2) "}, {"一、", "二、"}, {"• ", "• "}} {
		for _, original := range []int{0, 1} {
			texts := [][]string{en, zh}
			src, dst := texts[original], texts[1-original]
			p := readPage(t, "Talk Ep.5: Two Votes", "", marks[0]+src[0], "", marks[0]+dst[0], "", marks[1]+src[1], "", marks[1]+dst[1])
			if len(p.Paragraphs) != 2 || p.Paragraphs[0].Text != src[0] || p.Paragraphs[1].Translation != dst[1] || len(p.Unplaced) > 0 || p.Number != "5" {
				t.Errorf("%q: paragraphs %+v, unplaced %v", marks, p.Paragraphs, p.Unplaced)
			}
		}
	}
}

// TestPointsUnderTheTitle: a list of points without a heading is not spoken.
func TestPointsUnderTheTitle(t *testing.T) {
	t.Parallel()
	p := readPage(t, "Talk Ep.5: Two Votes", "", "• The council will vote on Monday about the trees.", "• Residents do not agree about the cost of it.", "",
		"The council met on Monday to vote on trees. It took an hour.")
	if len(p.Paragraphs) != 1 {
		t.Errorf("%+v", p.Paragraphs)
	}
}
