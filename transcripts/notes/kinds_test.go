package notes

import (
	"fmt"
	"strings"
	"testing"

	"gendu"
)

// sketch writes a page in short lines: what a test wants to see of it.
func sketch(p *gendu.Page) string {
	var b strings.Builder
	line := func(kind string, parts ...string) {
		for len(parts) > 0 && parts[len(parts)-1] == "" {
			parts = parts[:len(parts)-1]
		}
		fmt.Fprintf(&b, "%s %s\n", kind, strings.Join(parts, "|"))
	}
	line("title", p.Series, p.Number, p.Title, p.TitleTranslation)
	for _, h := range p.Highlights {
		line("highlight", h)
	}
	for _, para := range p.Paragraphs {
		at := ""
		if para.StartMS != nil {
			at = fmt.Sprintf("@%d ", *para.StartMS)
		}
		for _, s := range para.Sentences {
			speaker := ""
			if s.Speaker != "" {
				speaker = s.Speaker + ": "
			}
			line("say", at+speaker+s.Text, s.Translation, s.Reading)
			at = ""
		}
	}
	for _, k := range p.Keywords {
		line("drill", k.Term, strings.Join(k.Syllables, "·"), k.PartOfSpeech, k.Definition, strings.ReplaceAll(k.Example, "\n", " / "))
	}
	for _, r := range p.References {
		line("reference", r)
	}
	for _, l := range p.Unplaced {
		line("unplaced", l.Text)
	}
	return b.String()
}

// TestPageKinds reads every kind of page that real ones were found to have.
func TestPageKinds(t *testing.T) {
	t.Parallel()
	promotion := strings.Repeat("- Join our members → https://example.org/join\n", 30)
	for _, c := range []struct{ name, page, want string }{
		{
			"header below promotion", promotion + "Green Talk Ep.7: The Quiet Ferry\n\nThe ferry leaves at nine. Nobody is late.\n",
			"title Green Talk|7|The Quiet Ferry\nsay The ferry leaves at nine.\nsay Nobody is late.\n" + strings.Repeat("unplaced - Join our members → https://example.org/join\n", 30),
		},
		{
			"header, text and translation on one line",
			"Green Talk Ep.8: A Baker Wins the Race The baker ran for three hours.麵包師跑了三個小時。Nobody had trained so hard.沒有人練得這麼勤。",
			"title Green Talk|8|A Baker Wins the Race\nsay The baker ran for three hours.|麵包師跑了三個小時。\nsay Nobody had trained so hard.|沒有人練得這麼勤。\n",
		},
		{
			"a line without a bullet behind the last one",
			"Talk Ep.9: Rice\n\nHighlights\n• Rice needs water.\n• Rice needs sun.\nThe farmer opens the gate at dawn. Water fills the field.\n",
			"title Talk|9|Rice\nhighlight Rice needs water.\nhighlight Rice needs sun.\nsay The farmer opens the gate at dawn.\nsay Water fills the field.\n",
		},
		{
			"another language behind the last bullet",
			"Talk Ep.9: Rice\n\nHighlights\n• Rice needs water.\n• Rice needs sun.\n農夫在黎明時打開水門。水流進田裡。\nThe farmer opens the gate at dawn. Water fills the field.\n",
			"title Talk|9|Rice\nhighlight Rice needs water.\nhighlight Rice needs sun.\nsay The farmer opens the gate at dawn.|農夫在黎明時打開水門。\nsay Water fills the field.|水流進田裡。\n",
		},
		{
			"an ordinary word with a colon",
			"EP 3: Owls\n\nOwls sleep by day. They hunt at night.\n\nquestions:\n\nThe owl is old. It is blind.\n",
			"title |3|Owls\nsay Owls sleep by day.\nsay They hunt at night.\nsay The owl is old.\nsay It is blind.\nunplaced questions:\n",
		},
		{
			"times at the start of lines",
			"EP 4: Snow\n\n[00:05] It snows in the hills.\n(1:10) Nobody drives. We walk.\n01:02:03 - The road is white.\n[00:00:07.500 --> 00:00:09.000] It melts.\n",
			"title |4|Snow\nsay @5000 It snows in the hills.\nsay @70000 Nobody drives.\nsay We walk.\nsay @3723000 The road is white.\nsay @7500 It melts.\n",
		},
		{
			"times on lines of their own pair both languages",
			"EP 4: Snow\n\n[00:05]\nIt snows in the hills. Nobody drives.\n\n[00:20]\nThe road is white. We walk.\n\n[00:05]\n山上下雪了。沒有人開車。\n\n[00:20]\n路是白的。我們走路。\n",
			"title |4|Snow\nsay @5000 It snows in the hills.|山上下雪了。\nsay Nobody drives.|沒有人開車。\nsay @20000 The road is white.|路是白的。\nsay We walk.|我們走路。\n",
		},
		{
			"drills with syllables",
			"EP 5: Lamps\n\nThe lantern is lit. The window is open.\n\nKeyword Drills\n\nLantern (Lan-tern): The lantern is lit.\nWindow (Win·dow): an opening in a wall\nCurtain (Cur-tain): Draw the curtain, please.\n",
			"title |5|Lamps\nsay The lantern is lit.\nsay The window is open.\ndrill Lantern|Lan·tern|||The lantern is lit.\ndrill Window|Win·dow||an opening in a wall\ndrill Curtain|Cur·tain|||Draw the curtain, please.\n",
		},
		{
			"drills on two lines",
			"EP 5: Lamps\n\nThe lantern is lit. The window is open.\n\nVocabulary and phrases\n\nlantern\na lamp that one carries\n\nto draw (something)\nto pull it to one side\n",
			"title |5|Lamps\nsay The lantern is lit.\nsay The window is open.\ndrill lantern|||a lamp that one carries\ndrill to draw (something)|||to pull it to one side\n",
		},
		{
			"dashed drills and an equals sign under words of their own",
			"EP 5: Lamps\n\nThe lantern is lit. The window is open.\n\nSome vocabulary from today's show\n\nto dim = to make less bright\nglow (n.) – a soft light\nout of the blue – without warning\n",
			"title |5|Lamps\nsay The lantern is lit.\nsay The window is open.\ndrill to dim|||to make less bright\ndrill glow||n.|a soft light\ndrill out of the blue|||without warning\n",
		},
		{
			"words in this story",
			"EP 5: Lamps\n\nThe lantern is lit. The window is open.\n\n________\n\nWords in This Story\n\nlantern – n. a lamp that one carries\n\ngo out - phrasal verb. to stop burning\n\nWe want to hear from you. Write to us in the Comments section.\n",
			"title |5|Lamps\nsay The lantern is lit.\nsay The window is open.\ndrill lantern||n.|a lamp that one carries\ndrill go out||phrasal verb.|to stop burning\nunplaced ________\nunplaced We want to hear from you. Write to us in the Comments section.\n",
		},
		{
			"four columns between tabs, and wide gaps",
			"EP 5: Lamps\n\nThe lantern is lit. The window is open.\n\nVocabulary\n\nlantern\tnoun\ta lamp that one carries\tThe lantern is lit.\nto glow      to give a soft light\n",
			"title |5|Lamps\nsay The lantern is lit.\nsay The window is open.\ndrill lantern||noun|a lamp that one carries|The lantern is lit.\ndrill to glow|||to give a soft light\n",
		},
		{
			"numbered drills with Chinese",
			"EP 5: Lamps\n\nThe lantern is lit. The window is open.\n\n▍語言點\n1. lantern 燈籠。\nHold the lantern! 拿好燈籠！\n2. wick /wɪk/ n. 燈芯\n",
			"title |5|Lamps\nsay The lantern is lit.\nsay The window is open.\ndrill lantern|||燈籠|Hold the lantern! 拿好燈籠！\ndrill wick||n.|/wɪk/ 燈芯\n",
		},
		{
			"bracketed drills between the lines of the text",
			"聽新聞 EP6 逐字稿\n\n大家好，今天我們來看兩個單字。\n\n1【harbor 港口】— 名詞\n\nThe harbor froze in January.\n\n港口在一月結冰了。\n\n2【thaw 融化】- 動詞\n\nThe ice will thaw in March.\n\n冰會在三月融化。\n",
			"title 聽新聞|6\nsay 大家好，今天我們來看兩個單字。\nsay The harbor froze in January.|港口在一月結冰了。\nsay The ice will thaw in March.|冰會在三月融化。\ndrill harbor||名詞|港口|The harbor froze in January.\ndrill thaw||動詞|融化|The ice will thaw in March.\n",
		},
		{
			"glosses below their lines",
			"放學後\nTom and Lily walk home.\n湯姆和莉莉走路回家。\nwalk(v.)走路home(adv.)回家\nTom: Is it far?\n湯姆：很遠嗎？\nfar(adj.)遠的\nLily: Not at all.\n莉莉：一點也不。\nTom: Good.\n湯姆：好。\n",
			"title ||放學後\nsay Tom and Lily walk home.|湯姆和莉莉走路回家。\nsay Tom: Is it far?|很遠嗎？\nsay Lily: Not at all.|一點也不。\nsay Tom: Good.|好。\ndrill walk||v.|走路\ndrill home||adv.|回家\ndrill far||adj.|遠的\n",
		},
		{
			"a dialogue with wrapped lines and answers to choose",
			"At the station\n\nMei: Hello, I'm Mei. I'm here today with my\nbrother.\n\nBen: Hi Mei! How long is the tunnel? Is it\nabout:\na) 3 km\nb) 13 km\nc) 30 km\n\nMei: I'll say b) 13 km, Ben.\n",
			"title ||At the station\nsay Mei: Hello, I'm Mei.\nsay Mei: I'm here today with my brother.\nsay Ben: Hi Mei!\nsay Ben: How long is the tunnel?\nsay Ben: Is it about: a) 3 km b) 13 km c) 30 km\nsay Mei: I'll say b) 13 km, Ben.\n",
		},
		{
			"a dialogue below highlights",
			"Talk Ep.9: Rice\n\nHighlights\n\n  • Rice needs water.\n\nMei: The farmer opens the gate. Water comes.\n\nTom: The field is wet.\n\nMei: So are we.\n",
			"title Talk|9|Rice\nhighlight Rice needs water.\nsay Mei: The farmer opens the gate.\nsay Mei: Water comes.\nsay Tom: The field is wet.\nsay Mei: So are we.\n",
		},
		{
			"names on lines of their own",
			"WORLD RADIO\nTen Minutes\nWhy do cats purr?\nThis is not a word-for-word transcript\n\nIda\nHello and welcome. I'm Ida.\n\nPaul\nAnd I'm Paul.\n\nIda\nDo you have a cat?\n\nPage 1 of 4\n\nPaul\nNo, Ida.\n\nVOCABULARY\npurr\nthe sound of a happy cat\n\nwhisker\na long hair of a cat\n",
			"title Ten Minutes||Why do cats purr?\nsay Ida: Hello and welcome.\nsay Ida: I'm Ida.\nsay Paul: And I'm Paul.\nsay Ida: Do you have a cat?\nsay Paul: No, Ida.\ndrill purr|||the sound of a happy cat\ndrill whisker|||a long hair of a cat\nunplaced WORLD RADIO\nunplaced This is not a word-for-word transcript\nunplaced Page 1 of 4\n",
		},
		{
			"a Mandarin dialogue below an English introduction",
			"播客第12期：坐火车\n\nIn this episode, two friends take the slow train.\n\n小李：你好，请问几点开车？\n小王：九点开车。\n小李：谢谢你！\n",
			"title 播客|12|坐火车\nsay 小李: 你好，请问几点开车？\nsay 小王: 九点开车。\nsay 小李: 谢谢你！\nunplaced In this episode, two friends take the slow train.\n",
		},
		{
			"pinyin and English below Chinese",
			"第3課：下雨\n\n今天下雨。我沒帶傘。\n\nJīntiān xià yǔ. Wǒ méi dài sǎn.\n\nIt rains today. I have no umbrella.\n\n我們走吧。\n\nWǒmen zǒu ba.\n\nLet us go.\n",
			"title |3|下雨\nsay 今天下雨。|It rains today.|Jīntiān xià yǔ.\nsay 我沒帶傘。|I have no umbrella.|Wǒ méi dài sǎn.\nsay 我們走吧。|Let us go.|Wǒmen zǒu ba.\n",
		},
		{
			"a dialogue shown twice, with short names",
			"Episode 5: Tea time\n\nDialogue vocabulary\n茶 :: chá :: tea\n喝 :: hē :: to drink\n\nDialogue text (Chinese characters)\nMei-Li (M): 你喝茶嗎？\nDa-Wei (D): 喝。\n\nDialogue text (w/ pinyin and translation)\nMei-Li (M): 你喝茶嗎？\nNǐ hē chá ma?\nDo you drink tea?\nD：喝。\nHē.\nI do.\n",
			"title |5|Tea time\nsay Mei-Li: 你喝茶嗎？|Do you drink tea?|Nǐ hē chá ma?\nsay Da-Wei: 喝。|I do.|Hē.\ndrill 茶|chá||tea\ndrill 喝|hē||to drink\nunplaced Mei-Li (M): 你喝茶嗎？\nunplaced Da-Wei (D): 喝。\n",
		},
		{
			"kana below Japanese",
			"第4話：雨\n\n今日は雨です。\nきょうはあめです。\nIt rains today.\n\n傘がありません。\nかさがありません。\nThere is no umbrella.\n",
			"title |4|雨\nsay 今日は雨です。|It rains today.|きょうはあめです。\nsay 傘がありません。|There is no umbrella.|かさがありません。\n",
		},
		{
			"rōmaji below Japanese",
			"第4話：雨\n\n今日は雨です。\nKyō wa ame desu.\nIt rains today.\n\n傘がありません。\nKasa ga arimasen.\nThere is no umbrella.\n",
			"title |4|雨\nsay 今日は雨です。|It rains today.|Kyō wa ame desu.\nsay 傘がありません。|There is no umbrella.|Kasa ga arimasen.\n",
		},
		{
			"kana in brackets",
			"S2 Ep9. 雨の日\n\nFull script with Furigana:\n\n今日（きょう）は雨です。傘（かさ）がありません。\n\nIt rains today. There is no umbrella.\n\nKEY VOCABULARY:\n- 大（おお）雨 — \"Heavy rain.\" It is said of storms.\n- 傘（かさ） — \"Umbrella.\"\n",
			"title S2|9|雨の日\nsay 今日は雨です。|It rains today.|きょうは雨です。\nsay 傘がありません。|There is no umbrella.|かさがありません。\ndrill 大雨|おお雨||\"Heavy rain.\" It is said of storms.\ndrill 傘|かさ||\"Umbrella.\"\n",
		},
		{
			"Markdown",
			"# EP 12: Why Ants March\n\n> Sponsored by [Crumbs](https://example.org/c) — use code **ANT**.\n\n## Highlights\n\n* Ants follow *scent*.\n\n## Transcript\n\n**Host:** Welcome back. Why do ants march?\n\n**Guest:** They follow a [trail](https://example.org/t). It smells.\n\n## Vocabulary\n\n| Word | Part of speech | Meaning |\n|---|---|---|\n| trail | noun | a way that was marked |\n\n1. **scent** /sent/ (n.) – a smell\n   - *The scent is strong.*\n\n## References\n\n- [Ant study](https://example.org/study)\n",
			"title |12|Why Ants March\nhighlight Ants follow scent.\nsay Host: Welcome back.\nsay Host: Why do ants march?\nsay Guest: They follow a trail.\nsay Guest: It smells.\ndrill trail||noun|a way that was marked\ndrill scent||n.|/sent/ a smell|The scent is strong.\nreference Ant study https://example.org/study\nunplaced Sponsored by Crumbs — use code ANT.\nunplaced |---|---|---|\n",
		},
		{
			"HTML with navigation, ruby and a list of definitions",
			"<html><head><title>EP 3: Bees | Cast</title></head><body><nav><a href=\"/\">Home</a><a href=\"/ep\">Episodes</a></nav>\n<h1>EP 3: Bees</h1>\n<p><ruby>蜜<rp>(</rp><rt>mì</rt><rp>)</rp>蜂<rt>fēng</rt></ruby>在跳舞。</p>\n<p>The bees dance.</p>\n<h2>Vocabulary</h2>\n<dl><dt>蜜蜂</dt><dd>bee</dd></dl>\n<footer>© 2024 Cast</footer></body></html>",
			"title |3|Bees\nsay 蜜蜂在跳舞。|The bees dance.|mì fēng在跳舞。\ndrill 蜜蜂|||bee\nunplaced EP 3: Bees | Cast\nunplaced Home Episodes\nunplaced © 2024 Cast\n",
		},
		{
			"a footer of links",
			"EP 5: Lamps\n\nThe lantern is lit. The window is open.\n\nVocabulary\n\nlantern n. a lamp\n\n更多節目：\n早安英文，就在 https://example.org/a\n文法練習，就在 https://example.org/b\n",
			"title |5|Lamps\nsay The lantern is lit.\nsay The window is open.\ndrill lantern||n.|a lamp\nunplaced 更多節目：\nunplaced 早安英文，就在 https://example.org/a\nunplaced 文法練習，就在 https://example.org/b\n",
		},
		{
			"an introduction above the transcript",
			"412. The Long Bridge\n\nAn episode about a bridge. I read from two articles.\n\n[DOWNLOAD AUDIO]\n\nTime codes\n\n• 0:00:00 Introduction\n• 0:02:43 The bridge\n\nEpisode Transcript\n\nHello,\n\nThe bridge is long, and nobody walks over it. It was built in a year by the people of the town.\n",
			"title |412|The Long Bridge\nsay Hello,\nsay The bridge is long, and nobody walks over it.\nsay It was built in a year by the people of the town.\nunplaced An episode about a bridge. I read from two articles.\nunplaced [DOWNLOAD AUDIO]\nunplaced Time codes\nunplaced • 0:00:00 Introduction\nunplaced • 0:02:43 The bridge\n",
		},
		{
			"the number behind the title",
			"早晨英文：河邊的市集（朗讀版）E7315\n\n▍原文\nThe market opens at six. Boats bring the fruit.\n\n- 搜索【河邊課堂】微信小程序，收聽即可領取：《短文集》\n",
			"title 早晨英文|7315|河邊的市集（朗讀版）\nsay The market opens at six.\nsay Boats bring the fruit.\nunplaced - 搜索【河邊課堂】微信小程序，收聽即可領取：《短文集》\n",
		},
	} {
		p, err := Parse(c.page, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := sketch(p); got != c.want {
			t.Errorf("%s:\n got\n%swant\n%s", c.name, got, c.want)
		}
		if lost := unaccounted(c.page, p); len(lost) > 0 {
			t.Errorf("%s: lost %q", c.name, lost)
		}
	}
}

// TestReadingOfTranslation: the reading of a text that is only the translation is not
// spoken and not lost.
func TestReadingOfTranslation(t *testing.T) {
	t.Parallel()
	const page = "EP 3: Rain\n\nIt rains today. I have no umbrella.\n\n今天下雨。我沒帶傘。\n\nJīntiān xià yǔ. Wǒ méi dài sǎn.\n\nLet us go.\n\n我們走（zǒu）吧。\n"
	p, err := Parse(page, Options{Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	want := "title |3|Rain\nsay It rains today.|今天下雨。\nsay I have no umbrella.|我沒帶傘。\nsay Let us go.|我們走（zǒu）吧。\nunplaced Jīntiān xià yǔ. Wǒ méi dài sǎn.\n"
	if got := sketch(p); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestNoDialogue holds that words with a colon and drills are no names, and that
// chapters and times of the day are no times of speech.
func TestNoDialogue(t *testing.T) {
	t.Parallel()
	for _, page := range []string{
		"EP 1: Trees\n\nNote: The council met on Monday. It was late.\n\nDate: The third of May is the day of trees. Nobody knew.",
		"EP 1: Trees\n\n記者表示：「今天很冷，大家都留在家裡。」\n\n記者表示：「明天也很冷，學校不上課。」",
		"EP 1: Trees\n\nHe said it in three words: nobody was there. Then he left the room.\n\n10:30 was too late for the bus. We walked home.",
	} {
		p := readPage(t, page)
		for _, para := range p.Paragraphs {
			if para.StartMS != nil || para.Sentences[0].Speaker != "" {
				t.Errorf("%q: %+v", page, para)
			}
		}
		if len(p.Paragraphs) != 2 {
			t.Errorf("%q: %d paragraphs", page, len(p.Paragraphs))
		}
	}
}
