package notes

import (
	"slices"
	"strings"
	"testing"
)

// TestProseIsNotJunk holds that running text may speak of advertising, policies
// and buttons: it stays in the text, with its own translation.
func TestProseIsNotJunk(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"The company's newest advertisement shows a young woman on a train. Critics say the picture is a lie.",
		"The app changed its privacy policy in March. Many users were angry and left.",
		"The app changed its privacy policy.",
		"Let us not forget (as many people do) that trees cool the streets in every summer of the year.",
		"Window seats cost more (about twenty dollars) on most of the long flights to Europe.",
		"Function follows form (as they say); nobody knows why this is so.",
		"Written in 1922, the book became a great success in Japan.",
		"Thousands of people subscribe to the newspaper every year. They pay by card.",
		"He made a website, www.example.org, and asked for money. Thousands gave.",
		"Her followers post it on Patreon. Spotify and Apple Podcasts pay less.",
		"Video by the police shows a man who runs down the street.",
		"A coupon for 20% off was all he got.",
		"這家公司最新的廣告裡有一位年輕女子坐在火車上。批評者說畫面是假的。",
		"這款應用程式在三月更改了隱私政策。許多用戶很生氣,離開了平台。",
		"这款应用在三月更改了隐私政策。许多用户很生气,离开了平台。",
		"這篇文章被轉載了三千次。她很高興。",
		"加入會員的人數增加了。",
		"很多人訂閱電子報。她不訂閱。",
		"電視上每天都是廣告。孩子們不喜歡看。",
		"10:30 was too late for the bus.",
	} {
		l := noteLines(line)[0]
		if isJunk(l) {
			t.Errorf("junk: %q", line)
		}
	}
}

func TestCallsAreJunk(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"Don't forget to subscribe to our show.", "Please rate this podcast. Share this episode with a friend.",
		"This episode is brought to you by Shady Books. Use code TREE for 20% off.", "If you like the show, please leave us a review.",
		"Like and subscribe!", "Thanks for listening! See you next time.", "All rights reserved.", "Click here to read the full story",
		"Privacy Policy | Terms of Service", "Photo: A street in the old town.", "By Jane Doe", "May 5, 2024", "00:00 Intro", "1,204 likes",
		"var a = 1;", "window.dataLayer = window.dataLayer || [];", "function track(x) { return x }", "document.write('x')",
		"【廣告】限時優惠 買一送一", "廣告", "請按讚、訂閱、分享。", "歡迎訂閱我們的頻道!", "感謝您的收聽。", "本集節目由綠蔭書店贊助播出", "回复“入群”,与跨境老手一起交流",
		"點擊這裡閱讀全文", "如果你喜歡這個節目,歡迎分享給朋友。", "Follow us on Instagram @greentalk", "留言告訴我你的想法: https://example.org/user/xyz",
	} {
		if l := noteLines(line)[0]; !isJunk(l) {
			t.Errorf("not junk: %q", line)
		}
	}
}

// TestProseKeepsItsTranslation reads whole pages about such things.
func TestProseKeepsItsTranslation(t *testing.T) {
	t.Parallel()
	text := strings.Join([]string{
		"Ad Talk Ep.7: The Lie in the Picture", "",
		"The company's newest advertisement shows a young woman on a train. Critics say the picture is a lie.", "",
		"這家公司最新的廣告裡有一位年輕女子坐在火車上。批評者說畫面是假的。", "",
		"The app changed its privacy policy in March. Many users were angry and left.", "",
		"這款應用程式在三月更改了隱私政策。許多用戶很生氣,離開了平台。", "",
		"Let us not forget (as many people do) that trees cool the streets in every summer of the year.", "",
		"我們不要忘記(很多人都忘了),樹木每年夏天都讓街道變得涼爽。",
	}, "\n")
	p, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, para := range p.Paragraphs {
		got = append(got, strings.Fields(para.Text)[0]+" "+string([]rune(para.Translation)[:2]))
	}
	if want := []string{"The 這家", "The 這款", "Let 我們"}; !slices.Equal(got, want) || len(p.Unplaced) > 0 {
		t.Errorf("got %q, unplaced %v", got, p.Unplaced)
	}
}
