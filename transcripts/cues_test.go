package transcripts

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
		if d := EstimateDuration(part); d > 2*time.Second {
			t.Errorf("%q takes %v", part, d)
		}
	}
}

func TestMergeTranslation(t *testing.T) {
	t.Parallel()
	main := &Document{Language: "en", Cues: []TimedCue{
		{StartMS: 1000, EndMS: 3000, Text: "Hello there."}, {StartMS: 3000, EndMS: 6000, Text: "How are you?"}, {StartMS: 8000, EndMS: 9000, Text: "Bye."},
	}}
	other := &Document{Cues: []TimedCue{
		{StartMS: 900, EndMS: 3200, Text: "你好。"},
		{StartMS: 3200, EndMS: 4000, Text: "你好"},
		{StartMS: 4000, EndMS: 6000, Text: "嗎?"},
		{StartMS: 6500, EndMS: 7000, Text: "音樂"},
		{StartMS: 8100, EndMS: 8900, Text: "再見。"},
	}}
	got, left := MergeTranslation(main, other)
	want := "1000-3000 \"Hello there.\" =\"你好。\"\n3000-6000 \"How are you?\" =\"你好嗎?\"\n8000-9000 \"Bye.\" =\"再見。\"\n"
	if show(got) != want {
		t.Errorf("got %s\nwant %s", show(got), want)
	}
	if len(left) != 1 || left[0].Text != "音樂" {
		t.Errorf("left %v", left)
	}
	if main.Cues[0].Translation != "" {
		t.Error("the document given was changed")
	}
}

func TestJoinFragments(t *testing.T) {
	t.Parallel()
	d := &Document{Cues: []TimedCue{
		{StartMS: 1000, EndMS: 2000, Text: "The city council"},
		{StartMS: 2000, EndMS: 4000, Text: "voted on it. Then", Words: []Word{{Text: "voted", StartMS: 2000, EndMS: 2400}, {Text: "on", StartMS: 2400, EndMS: 2600}, {Text: "it.", StartMS: 2600, EndMS: 3000}, {Text: "Then", StartMS: 3500, EndMS: 4000}}},
		{StartMS: 4000, EndMS: 5000, Text: "all went home."},
		{StartMS: 5100, EndMS: 6000, Text: "Not me,", Speaker: "Ann"},
		{StartMS: 9000, EndMS: 9500, Text: "after a while"},
	}}
	want := "1000-3500 \"The city council voted on it.\" voted:2000-2400 on:2400-2600 it.:2600-3000\n" +
		"3500-5000 \"Then all went home.\" Then:3500-4000\n5100-6000 \"Not me,\" @Ann\n9000-9500 \"after a while\"\n"
	if got := show(JoinFragments(d, "en")); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	zh := &Document{Cues: []TimedCue{{StartMS: 0, EndMS: 1000, Text: "市議會週一"}, {StartMS: 1000, EndMS: 2000, Text: "通過。工程"}, {StartMS: 2000, EndMS: 3000, Text: "三月開始。"}}}
	if got := show(JoinFragments(zh, "")); got != "0-1600 \"市議會週一通過。\"\n1600-3000 \"工程三月開始。\"\n" {
		t.Errorf("got %s", got)
	}
}

func TestDecodeText(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"big5":    "國際時事跟讀 Ep.K935:美國用戶湧入小紅書,在美國和中國社群媒體之間建立起意想不到的連結。",
		"gb18030": "国际时事跟读 Ep.K935:美国用户涌入小红书,在美国和中国社交媒体之间建立起意想不到的连接。",
	}
	for _, name := range Encodings {
		text := texts[name]
		if text == "" {
			text = texts["big5"] + texts["gb18030"] + "\r\ncafé"
		}
		b := []byte(text)
		if e := encodingNamed(name); e != nil {
			var err error
			if b, err = e.NewEncoder().Bytes(b); err != nil {
				t.Fatal(name, err)
			}
		}
		if got, guess, err := DecodeText(b); err != nil || guess != name || got != text {
			t.Errorf("%s: guessed %s, %v: %q", name, guess, err, got)
		}
		if got, err := DecodeTextAs(b, name); err != nil || got != text {
			t.Errorf("%s: %v: %q", name, err, got)
		}
	}
	if _, err := DecodeTextAs([]byte("x"), "ebcdic"); err == nil {
		t.Error("an unknown encoding was read")
	}
}
