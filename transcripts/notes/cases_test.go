package notes

import (
	"strings"
	"testing"
)

// TestCorpusPages reads pages in the form of real ones: each has the lines that it
// should have, and none of those that it should not.
func TestCorpusPages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file  string
		has   []string // lines of its sketch
		lacks []string // parts of lines
	}{
		{"01-k-run.txt", []string{
			"title 每日英語跟讀|K913|The Mayor's Cat Makes the Headlines|市長的貓上了頭條",
			"say There isn’t much cheerful news this week, so it’s worth looking at one cat.|最近好消息不多，所以值得看看一隻貓。",
		}, []string{"unplaced"}},
		{"02-l-vip.txt", []string{
			"title 國際時事跟讀|L920|The Secret of Salt Lake: A City's Water|鹽湖的秘密：一座城市的水源",
			"say The lake sits at 1,280 meters above sea level.|這座湖位於海拔1280公尺。",
			"drill Shoreline|Shore·line|||We walked along the shoreline at dusk.",
			"unplaced 💡 想要更自然的提升英語力？加入VIP會員，獲得專屬內容與優惠！",
		}, nil},
		{"03-vocab-samples.txt", []string{
			"title 精選詞彙 VOCAB|9215|品牌為什麼不再說「完美」",
			"drill Inclusive||adj.|not leaving anybody out|Shops are becoming more inclusive by hiring people of all ages. / Inclusive design makes the station easier for everyone.",
			"drill Alter||v.|to change|The firm will not alter the shape of a face. / We had to alter our plan because of the rain.",
			"unplaced 每日英語跟讀 Podcast，就在 https://example.com/a",
		}, []string{"say "}},
		{"04-bbc-new.txt", []string{
			"title 6 Minute English||A kitchen without cooks?", "say Nadia: Hello.", "say Omar: And I’m Omar.",
			"say Nadia: Is it: a) 20 meals?, b) 60 meals? or, c) 120 meals?",
			"drill cut out for (something)|||having the right qualities for a job", "drill gut reaction|||an instinctive feeling",
			"unplaced bbclearningenglish.com Page 1 of 5",
		}, []string{"say Nadia\n", "say Omar\n"}},
		{"05-bbc-old.txt", []string{
			"title 6 Minute English||Dealing with noise", "say Rita: Hello Gus.", "say Rita: Was it for about: a) 8 hours b) 17 hours c) 23 hours",
			"say Gus: I'll say b) 17 hours, Rita.", "say Noise is a part of city life.", "drill to cope with|||to deal with a difficult situation",
		}, []string{"unplaced Rita", "unplaced Gus"}},
		{"05m-2.txt", []string{"say Rita: Hello Gus.", "say Rita: Was it for about a week?"}, []string{"unplaced"}},
		{"05m-4.txt", []string{"say Rita: Was it for about: a) 8 hours b) 17 hours c) 23 hours", "say Rita: Now let's hear the words again."}, []string{"unplaced"}},
		{"06-voa.txt", []string{
			"drill procrastinate||v.|to be slow or late about doing something that should be done", "drill put off||phrasal verb.|to delay something",
			"unplaced We want to hear from you. Write to us in the Comments section.",
		}, []string{"say We want", "say procrastinate"}},
		{"09-mftgu.txt", []string{
			"title |94|Hurry up and taste it!", "drill 一樣|yīyàng||the same (\"one kind\")",
			"say Ah-Hua: 麵都上了！|The noodles are here!|Miàn dōu shàng le!", "say Xiao Wang: 好|Okay.|Hǎo.", "say Xiao Wang: 好吃！",
		}, []string{"say The contents", "say Miàn", "say Okay"}},
		{"11-icrt.txt", []string{
			"title ||Quiet Trains at Night", "say Narrator: The noise keeps people awake.|很多小鎮想要安靜的夜晚，有一個小鎮怎麼做呢？", "say Voices: REALLY?!",
			"drill station|||車站|Let's meet at the station. 我們在車站見面吧。",
		}, []string{"unplaced Narrator", "say Quiet"}},
		{"12-bingo.txt", []string{
			"title 跟阿丁聽新聞學英文|975", "drill signatory||名詞|簽署人；簽署國|The island is not a signatory to the fishing treaty.",
		}, []string{"unplaced 1", "unplaced 2 "}},
		{"14-ja-furigana.txt", []string{
			"title S2|98|テスト勉強の方法", "say 今回は、ポッドキャストの98回目です。|This is episode 98 of my podcast.|こんかいは、ポッドキャストの98回目です。",
			"say とても静かでした。|It was very quiet.|とてもしずかでした。",
			"drill 大げさ|おおげさ||\"Exaggerated; over the top.\" This word describes something overly dramatic.",
			"drill どういうわけか|||\"For some reason.\" A phrase used when the reason is unknown.",
		}, []string{"say 今回（"}},
		{"15-ja-stamps.txt", []string{"say @7000 Hello everyone.|みなさん、こんにちは。", "say “I will try out somehow.”|「なんとかやってみます。」"}, []string{"[00:"}},
		{"17-luke.txt", []string{
			"title |911|The River & the Old Mill / What is happening there? (Articles & Vocabulary)", "say Hello,", "say Welcome to the podcast.",
			"drill to ramble|||to talk for a long time without a clear direction", "drill rambling||adj|long and confused",
			"drill off the top of my head|||without checking",
		}, []string{"say [DOWNLOAD", "say Time codes", "say Some vocabulary"}},
		{"18-markdown.txt", []string{
			"title |12|Why Bees Dance", "highlight Bees talk by dancing.", "say Host: Welcome to the show.", "say Guest: A bee, e.g. a forager, comes home and waggles.",
			"drill forager||noun|a bee that looks for food", "drill hive||n.|/haɪv/ a home for bees|The hive is full of honey.", "reference Bee study https://example.com/study",
		}, []string{"**"}},
		{"19-html.html", []string{
			"title |12|Why Bees Dance", "say Host: Welcome to the show.|歡迎收聽。", "drill waggle||v.|to move from side to side", "drill hive|||a home for bees", "unplaced Home Episodes",
		}, []string{"say 蜜mì", "HomeEpisodes"}},
		{"20-stamps.txt", []string{
			"say @12000 Welcome back to the show.", "say @15000 Today we walk along the harbor.", "say It is windy.", "say @70000 The captain waves at us.",
			"say @75000 We wave back.", "say @80000 Then it rains.",
		}, []string{"unplaced"}},
		{"21-tabs.txt", []string{"drill kettle||noun|a pot for boiling water|The kettle is hot.", "drill leaf||n.|part of a plant|This leaf is green."}, []string{"unplaced"}},
		{"26-funday.txt", []string{
			"title ||倒數的山洞", "say Amy: Did you see the news about the team in the cave?|你有看到關於山洞裡球隊的新聞嗎？", "drill home||adv.|回家、到家", "drill coach||n.|教練",
		}, []string{"unplaced"}},
		{"27-himalaya.txt", []string{
			"title 夏天英文晨讀|9415|博覽會開幕，吉祥物被嘲笑（朗讀版）", "drill mascot||n.|/ˈmæskɒt/ 吉祥物", "drill turn out to be|||結果竟然是",
			"unplaced - 搜索【某某優課】微信小程序，收聽晨讀即可領取：《晨讀短文100篇》",
		}, []string{"say mission", "say ▍"}},
		{"33-nav.html", []string{"title |12|Why Bees Dance", "say Bees dance in the hive."}, []string{"say Home", "title Home"}},
		{"36-md.txt", []string{"say Guest: A bee comes home and waggles.", "say Guest: It is fun."}, []string{"*", "]("}},
		{"38-srt-pasted.txt", []string{"say @0 Hello there.", "say @4500 I am fine."}, []string{"-->"}},
		{"50-stampline.txt", []string{"say @12000 Welcome back to the show.", "say @15000 The harbor is windy today."}, []string{"unplaced"}},
		{"51-words-heading.txt", []string{"drill harbor||n.|a place for boats", "drill to sail||v.|to travel by boat"}, []string{"say harbor", "say Words"}},
		{"53-two-line-vocab.txt", []string{"drill harbor|||a place for boats", "drill to sail|||to travel by boat"}, []string{"unplaced"}},
		{"56-syl-colon.txt", []string{"drill Harbor|Har·bor|||The harbor is calm.", "drill Captain|Cap·tain|||The captain sleeps."}, []string{"unplaced"}},
		{"60-about.txt", []string{"say The harbor is calm.", "say The lantern is lit."}, nil},
		{"61-zh-notes-en.txt", []string{"title 播客|959|像种花一样学中文", "say 李安: 大家好，欢迎来到天天中文。", "say 王波: 我是王波。"}, []string{"|In this", "say In this"}},
		{"62-zh-en-paras.txt", []string{"say 我六歲。|I was six.|Wǒ liù suì.", "say 我很喜歡。|I liked it a lot.|Wǒ hěn xǐhuān."}, []string{"say Wǒ", "say I was", "unplaced"}},
		{"63-fulltitle.txt", []string{"title S2|98|試験の勉強", "say 今回は98回目です。|This is episode 98."}, []string{"unplaced", "Full script"}},
		{"65-label-lost.txt", []string{"say The harbor is calm.", "say The boat is red.", "say It is old."}, nil},
		{"70-hdr.txt", []string{"title 國際時事跟讀|L920|The Secret of Salt Lake: A City's Water|鹽湖的秘密：一座城市的水源"}, []string{"unplaced"}},
		{"72-hdr-promo2.txt", []string{"title Green Talk|L920|The Secret of Salt Lake", "say The lake sits high.|這座湖很高。"}, []string{"say 單集"}},
		{"76-hdr-line15.txt", []string{"title 國際時事跟讀|L920|The Secret of Salt Lake: A City's Water|鹽湖的秘密：一座城市的水源", "say The lake sits high.|這座湖很高。"}, []string{"say 國際"}},
		{"76-hdr-line16.txt", []string{"title 國際時事跟讀|L920|The Secret of Salt Lake: A City's Water|鹽湖的秘密：一座城市的水源", "say The lake sits high.|這座湖很高。"}, []string{"say 國際"}},
	} {
		p, err := Parse(string(shared(t, "cases/pages/"+c.file)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := "\n" + sketch(p)
		for _, want := range c.has {
			if !strings.Contains(got, "\n"+want+"\n") {
				t.Errorf("%s has no line %q:%s", c.file, want, got)
			}
		}
		for _, part := range c.lacks {
			if strings.Contains(got, part) {
				t.Errorf("%s has %q:%s", c.file, part, got)
			}
		}
	}
}
