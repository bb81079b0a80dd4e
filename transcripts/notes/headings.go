package notes

import (
	"strings"
	"unicode"

	"gendu/lang"
	"gendu/transcripts/sentences"
)

// section is a part of an episode page.
type section uint8

const (
	sectionNone section = iota // not a heading
	sectionHeader
	sectionHighlights
	sectionText
	sectionTranslation
	sectionKeywords
	sectionReferences
	sectionOther // has no place on an episode: discussion, sponsors, comments
)

// headings are the words that open a section, in English and Chinese.
var headings = buildHeadings(map[section]string{
	sectionHighlights: `highlights; highlight; key points; key takeaways; takeaways; summary; main points; at a glance;
		episode highlights; in this episode; overview; episode summary;
		主題摘要; 主题摘要; 摘要; 重點; 重点; 重點摘要; 重点摘要; 本集重點; 本集重点; 本期重點; 本期重点; 內容摘要;
		内容摘要; 內容提要; 内容提要; 大綱; 大纲; 節目大綱; 精華; 精华; 本集大綱; 要點; 要点; 今日重點; 今日重点; 亮點; 亮点`,
	sectionText: `transcript; script; text; full text; article; full transcript; episode transcript; story; main text;
		original text; original; body; reading; passage; full script; episode script; podcast transcript; audio transcript; show transcript;
		dialogue; dialog; conversation; full dialogue; full article; 原文內容; 对话; 對話; 会話; スクリプト; 全文スクリプト; 書き起こし; 文字起こし;
		逐字稿; 全文; 正文; 文稿; 課文; 课文; 內文; 内文; 原文; 文章; 節目文稿; 節目逐字稿; 文字稿; 本文; 文本; 英文原文; 中文原文; 主文`,
	sectionTranslation: `translation; chinese translation; english translation; translations; in chinese; in english;
		翻譯; 翻译; 中文翻譯; 中文翻译; 英文翻譯; 英文翻译; 譯文; 译文; 中譯; 中译; 英譯; 英译; 全文翻譯; 全文翻译; 中文譯文; 英文譯文;
		中文译文; 英文译文; 參考譯文; 参考译文`,
	sectionKeywords: `keyword drills; keyword drill; keywords; keyword; key words; key word; vocabulary; vocab;
		key vocabulary; vocabulary list; word list; words; glossary; new words; words and phrases; useful words;
		words in this story; words in this article; words in the news; vocabulary and sample sentences; vocabulary and definitions; vocabulary notes;
		語言點; 语言点; 語言知識點; 重點詞彙解析; 語彙; 単語; 単語リスト; 重要単語; 表現; 新出単語; 詞語; 词语; 語彙リスト;
		vocabulary drills; useful expressions; key phrases; vocabulary and phrases; words to know; vocabulary review;
		關鍵字; 关键字; 關鍵詞; 关键词; 單字; 单字; 單詞; 单词; 生字; 生詞; 生词; 詞彙; 词汇; 字彙; 字汇; 重點單字; 重点单字;
		重點字彙; 重點詞彙; 重点词汇; 核心詞彙; 核心词汇; 單字片語; 單字表; 词汇表; 詞彙表; 本集單字; 關鍵字練習; 关键字练习; 關鍵詞練習;
		关键词练习; 單字解析; 字詞; 字词; 片語; 短语; 重點生字; 單字練習; 单词练习; 本期单词; 本集單詞`,
	sectionReferences: `reference article; reference articles; references; reference; sources; source; source article;
		further reading; original article; read more about it; links; related links; article link; news source;
		參考文章; 参考文章; 參考資料; 参考资料; 參考; 参考; 延伸閱讀; 延伸阅读; 資料來源; 资料来源; 來源; 来源; 原文連結; 原文链接;
		參考連結; 参考链接; 新聞來源; 新闻来源; 文章來源; 文章来源; 文章連結; 相關連結; 参考来源; 參考來源; 參考新聞; 参考新闻`,
	sectionOther: `discussion; discussion questions; questions; questions for discussion; comments; related articles;
		related posts; about; about us; about the author; about the host; follow us; sponsors; sponsor; our sponsors;
		subscribe; support us; support the show; contact; contact us; credits; quiz; exercise; exercises; grammar;
		grammar notes; recommended; you may also like; timestamps; chapters; time codes; timecodes; time stamps; disclaimer; tags;
		about this lesson; about this episode; about the show; about this podcast; download audio; download; show notes credits; more episodes;
		討論; 讨论; 討論問題; 讨论问题; 問題討論; 问题讨论; 思考題; 思考题; 留言; 评论; 評論; 相關文章; 相关文章; 關於我們; 关于我们;
		訂閱; 订阅; 贊助; 赞助; 贊助商; 赞助商; 聯絡我們; 联系我们; 文法; 語法; 语法; 練習; 练习; 測驗; 测验; 推薦閱讀; 推荐阅读;
		猜你喜歡; 猜你喜欢; 時間軸; 时间轴; 標籤; 标签; 關於主持人; 支持我們; 支持我们; 小額贊助; 免責聲明; 免责声明`,
})

func buildHeadings(lists map[section]string) map[string]section {
	out := make(map[string]section)
	for s, list := range lists {
		for word := range strings.SplitSeq(list, ";") {
			out[strings.Join(strings.Fields(word), " ")] = s
		}
	}
	return out
}

// headingOf says which section a line opens, and what of the line comes behind
// the heading.
func headingOf(l *noteLine) (section, string) {
	if isOrdinaryWord(l) {
		return sectionNone, ""
	}
	if runeLen(l.full) <= 48 {
		if s := headingSection(l.full); s != sectionNone {
			return s, ""
		}
		if s := headingSection(l.text); s != sectionNone && l.bullet != "•" {
			return s, ""
		}
	}
	if s := headingByNoun(l); s != sectionNone {
		return s, ""
	}
	head, rest, ok := cutColon(l.full)
	if !ok || runeLen(head) > 32 || strings.HasPrefix(rest, "//") {
		return sectionNone, ""
	}
	// A drill may itself begin with such a word: "Source (…) [noun. …]: …".
	s := headingSection(head)
	if s == sectionText && !strings.ContainsAny(rest, " ") {
		return sectionNone, ""
	}
	return s, strings.TrimSpace(rest)
}

// isOrdinaryWord reports whether a line is a word with a colon that only goes on
// with what is said: "about:". The headings of a page begin with a capital, or have
// marks around them.
func isOrdinaryWord(l *noteLine) bool {
	s := strings.TrimSpace(l.full)
	if !unicode.IsLower(lang.FirstRune(s)) || !strings.HasSuffix(s, ":") {
		return false
	}
	return headingSection(s) == sectionOther || !l.blankBefore
}

// The nouns that make a heading of a short line: "Some vocabulary in the episode",
// "Full script with Furigana". The longer ones stand alone, the others at an end.
var (
	drillNouns = []string{
		"vocabulary", "vocab", "glossary", "keywords", "key words", "key phrases", "key expressions", "useful phrases", "useful expressions", "useful words",
		"words and expressions", "words and phrases", "new words", "words to learn", "words to remember", "words to know", "word list", "phrase list",
		"單字", "单字", "單詞", "单词", "詞彙", "词汇", "生詞", "生词", "生字", "字彙", "片語", "語言點", "语言点", "語彙", "単語",
	}
	textNouns = []string{"transcript", "full script", "dialogue text", "dialog text", "逐字稿", "文字稿", "スクリプト"}
)

// headingByNoun recognises a heading in words of its own by its noun. It stands
// apart, is short, and says nothing.
func headingByNoun(l *noteLine) section {
	s := strings.ToLower(strings.TrimFunc(l.full, isDecoration))
	if before, inside, ok := cutParenthesis(s + ")"); ok && strings.ContainsAny(s, "(\uFF08") && runeLen(inside) < 32 {
		s = before // "Dialogue text (w/ pinyin)"
	}
	if !l.blankBefore && !strings.ContainsAny(lastOf(l.full), ":\uFF1A") || l.bullet != "" || l.cells != nil || l.no == 1 || lang.Size(s) > 8 || runeLen(s) > 60 ||
		strings.ContainsAny(s, ",，。.;=/|@") || unicode.IsLower(lang.FirstRune(l.full)) {
		return sectionNone
	}
	if head, rest, ok := cutColon(s); ok && strings.TrimSpace(rest) != "" && head != "" {
		return sectionNone
	}
	if _, numbered := findNumber(l.full); numbered || sentences.EndsSentence(l.full) {
		return sectionNone
	}
	switch {
	case strings.Contains(s, "not a ") || strings.Contains(s, "word for word") || strings.Contains(s, "word-for-word"):
		return sectionNone
	case hasNoun(s, drillNouns):
		return sectionKeywords
	case hasNoun(s, textNouns):
		return sectionText
	}
	return sectionNone
}

func lastOf(s string) string { return string(lang.LastRune(s)) }

// hasNoun reports whether one of the nouns is a word of s.
func hasNoun(s string, nouns []string) bool {
	for _, noun := range nouns {
		at := strings.Index(s, noun)
		if at < 0 {
			continue
		}
		before, after := lang.LastRune(s[:at]), lang.FirstRune(s[at+len(noun):])
		if lang.IsCJK(lang.FirstRune(noun)) || !unicode.IsLetter(before) && !unicode.IsLetter(after) && before != '-' {
			return true
		}
	}
	return false
}

// cutColon cuts at the first colon, plain or full-width.
func cutColon(s string) (head, rest string, ok bool) {
	i := strings.IndexAny(s, ":\uFF1A")
	if i < 0 {
		return s, "", false
	}
	_, n := lang.FirstRune(s[i:]), 1
	if s[i] != ':' {
		n = len("\uFF1A")
	}
	return s[:i], s[i+n:], true
}

// headingSection looks the words of a heading up: as a whole, then the Latin and
// the Chinese half, which must not contradict each other.
func headingSection(s string) section {
	s = strings.ToLower(strings.TrimFunc(s, isDecoration))
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		return sectionNone
	}
	if found := headings[s]; found != sectionNone {
		return found
	}
	var words, chars strings.Builder
	number := false // after Chinese characters: it says something where more of them follow
	for _, r := range s {
		switch {
		case lang.IsCJK(r) && unicode.IsLetter(r):
			if number {
				return sectionNone
			}
			chars.WriteRune(r)
		case unicode.IsLetter(r) || r == ' ':
			words.WriteRune(r)
		case isDecoration(r) || unicode.IsPunct(r):
			number = number || unicode.IsDigit(r) && chars.Len() > 0
			words.WriteByte(' ')
		default:
			return sectionNone
		}
	}
	a := headings[strings.Join(strings.Fields(words.String()), " ")]
	b := headings[chars.String()]
	switch {
	case a != sectionNone && (b == a || chars.Len() == 0):
		return a
	case b != sectionNone && strings.TrimSpace(words.String()) == "":
		return b
	case a != sectionNone && b != sectionNone:
		return a // "Article 原文連結": the English word decides
	}
	return sectionNone
}

// isDecoration reports whether r only dresses a heading: # * = 【】 and emoji.
func isDecoration(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsSymbol(r) || unicode.IsDigit(r) ||
		strings.ContainsRune("#*=_-–—:\uFF1A()[]【】「」《》〈〉『』\uFF08\uFF09.!/|\uFF5C&、•●■▍\uFF01", r)
}
