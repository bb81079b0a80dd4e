package notes

import (
	"regexp"
	"strings"

	"gendu/lang"
	"gendu/transcripts/notes/source"
	"gendu/transcripts/sentences"
)

// What a name in front of speech looks like: one to four words with capital
// letters, or some characters; a remark in brackets may follow.
var (
	latinName = regexp.MustCompile(`^\p{Lu}[\pL'’.-]*(?: (?:&|and|de|da|van|von|bin|al|of|the|\p{Lu}[\pL'’.-]*|\d{1,2})){0,4}(?: ?[(\x{FF08}][\pL .]{1,16}[)\x{FF09}])?$`)
	hanName   = regexp.MustCompile(`^(?:\p{Lu}[a-z]*)?[\p{Han}\p{Hiragana}\p{Katakana}・·ー]{1,8}\d{0,2}(?: ?[(\x{FF08}][\pL .]{1,16}[)\x{FF09}])?$`)
	saying    = regexp.MustCompile(`(說|说|道|問|问|答|表示|指出|認為|认为|例如|比如|包括|寫|写|とは|は|が|言う|言った)$`)
	syllabled = regexp.MustCompile(`[(\x{FF08}][^()\x{FF08}\x{FF09}]*[-‐‑·•|][^()\x{FF08}\x{FF09}]*[)\x{FF09}]$`)
)

// roles speak even if they are named once.
var roles = wordSet(`host; hosts; guest; narrator; interviewer; interviewee; reporter; announcer; teacher; student; man; woman; boy; girl; speaker;
	moderator; presenter; customer; clerk; waiter; doctor; patient; voice; voices; all; both; everyone; q; a; b;
	主持人; 來賓; 来宾; 嘉賓; 嘉宾; 旁白; 記者; 记者; 老師; 老师; 學生; 学生; 店員; 店员; 客人; 顧客; 顾客; 醫生; 医生; 男; 女; 甲; 乙; 問; 答; 问;
	司会; 先生; 男の人; 女の人; ナレーター; ゲスト; ホスト`)

// noNames stand before a colon and name nobody.
var noNames = wordSet(`note; notes; nb; tip; tips; warning; result; results; conclusion; however; remember; first; second; third; finally; example;
	level; date; time; published; author; by; tag; tags; series; title; episode; ep; location; length; duration; language; subject; re; ps; p.s; update;
	question; answer; answers; fact; pros; cons; meaning; hint; price; address; phone; email; web; website; photo; image; video; audio; music; host by;
	注意; 提示; 備註; 备注; 結論; 结论; 結果; 结果; 日期; 時間; 时间; 地點; 地点; 標題; 标题; 標籤; 标签; 網址; 网址; 電話; 电话; 地址; 價格; 价格;
	但是; 因此; 所以; 第一; 第二; 第三; 首先; 最後; 最后; 注; メモ; 場所; 日時`)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.SplitSeq(list, ";") {
		out[strings.Join(strings.Fields(word), " ")] = true
	}
	return out
}

// isName reports whether s can be the name of somebody who speaks.
func isName(s string) bool {
	if s == "" || runeLen(s) > 32 || syllabled.MatchString(s) {
		return false
	}
	low := strings.ToLower(s)
	if noNames[strings.TrimRight(low, ".")] || labels[low] || headingSection(s) != sectionNone {
		return false
	}
	return latinName.MatchString(s) || hanName.MatchString(s) && !saying.MatchString(s)
}

// turnStart is a line that may begin with the name of who speaks.
type turnStart struct {
	l          *noteLine
	name, text string
	startMS    int64
	ownLine    bool // the name has a line of its own
	sentence   bool // which a sentence follows
}

// speech reports whether what stands behind a name looks spoken.
func (t *turnStart) speech() bool {
	return t.ownLine || sentences.EndsSentence(t.text) || lang.Size(t.text) >= 7
}

// cutSpeakers finds the lines of a dialogue and takes the names off them. A page
// is a dialogue if a name comes again and another speaks too, if two names speak
// in turn, or if a role speaks: "Host: Welcome."
func (n *notes) cutSpeakers() {
	starts := n.turnStarts()
	count, names := map[string]int{}, []string{}
	spoken, own := 0, 0
	for i := range starts {
		t := &starts[i]
		if count[t.name]++; count[t.name] == 1 {
			names = append(names, t.name)
		}
		if t.speech() {
			spoken++
		}
		if t.ownLine {
			own++
		}
	}
	again := 0
	for _, name := range names {
		if count[name] > 1 {
			again++
		}
	}
	// Two names that come once each: only where nothing else has that form.
	dialogue := len(names) >= 2 && (again > 0 && len(starts) >= 3 || own == 0 && spoken == len(starts)) && spoken*3 >= len(starts)*2
	aliases := n.aliases(starts)
	for i := range starts {
		t := &starts[i]
		role := roles[strings.ToLower(t.name)] && t.speech() && !t.ownLine
		if !dialogue && !role || t.ownLine && again < 2 {
			continue
		}
		if t.ownLine && count[t.name] < 2 && !t.sentence {
			continue
		}
		l := t.l
		l.speaker, l.text = t.name, t.text
		if full := aliases[t.name]; full != "" {
			l.speaker = full
		}
		if t.startMS >= 0 && l.startMS < 0 {
			l.startMS = t.startMS
		}
		l.script = lang.MainScript(t.text)
	}
	n.passNamesOn()
}

// abbreviated is a name that says by which letters it is meant later: Ah-Hua (H).
var abbreviated = regexp.MustCompile(`^(.+?) ?[(\x{FF08}](\p{Lu}{1,3})[)\x{FF09}]$`)

// aliases gives the full names of those that are shortened: H and Ah-Hua (H) are
// both Ah-Hua.
func (n *notes) aliases(starts []turnStart) map[string]string {
	out := map[string]string{}
	for i := range starts {
		if m := abbreviated.FindStringSubmatch(starts[i].name); m != nil {
			out[m[0]], out[m[2]] = m[1], m[1]
		}
	}
	return out
}

// turnStarts lists the lines that may begin with a name, outside of drills.
func (n *notes) turnStarts() []turnStart {
	var out []turnStart
	drills := false
	for i, l := range n.lines {
		if l.use != "" || l.aside || len(l.text) > longestBody {
			continue
		}
		if s, rest := headingOf(l); s != sectionNone && rest == "" {
			drills = s == sectionKeywords || s == sectionReferences
			continue
		}
		if drills || l.bullet != "" || len(l.cells) > 2 {
			continue
		}
		t := turnStart{l: l, startMS: -1}
		head, rest, ok := cutColon(l.text)
		head = strings.TrimSpace(head)
		if m := trailingStamp.FindStringSubmatchIndex(head + " "); ok && m == nil {
			t.name, t.text = head, strings.TrimSpace(rest)
		} else {
			t.name, t.startMS = cutTrailingStamp(l.text)
		}
		_, numbered := findNumber(l.text)
		if strings.HasPrefix(t.text, "//") || numbered || isJunk(l) || !isName(t.name) {
			continue
		}
		if t.text == "" {
			follows := i+1 < len(n.lines) && !n.lines[i+1].blankBefore && !n.lines[i+1].aside
			if !follows || !ok && !l.blankBefore || i == 0 {
				continue
			}
			t.ownLine, t.sentence = true, sentences.EndsSentence(n.lines[i+1].text)
		}
		out = append(out, t)
	}
	return out
}

// longestBody bounds the lines that are looked at as the start of a turn, in bytes.
const longestBody = 16 << 10

// cutTrailingStamp takes the time off a name: "Mei 0:12".
func cutTrailingStamp(s string) (name string, ms int64) {
	m := trailingStamp.FindStringSubmatchIndex(s)
	if m == nil {
		return s, -1
	}
	at, rest, ok := cutStamp(s[m[2]:m[3]])
	if !ok || rest != "" {
		return s, -1
	}
	return strings.TrimSpace(s[:m[0]]), at
}

// passNamesOn gives a name that stands on a line of its own to the next line. It
// is listed with what found no place unless that line does find one.
func (n *notes) passNamesOn() {
	var out []*noteLine
	var name *noteLine
	for _, l := range n.lines {
		if l.speaker != "" && l.text == "" {
			name = l
			n.loose = append(n.loose, l)
			continue
		}
		if name != nil && l.speaker == "" {
			l.speaker, l.named = name.speaker, name
			l.blankBefore = true
			if l.startMS < 0 {
				l.startMS = name.startMS
			}
		}
		name = nil
		out = append(out, l)
	}
	n.lines = out
}

// dropSpeakers gives lines that lie in no text their names back.
func (n *notes) dropSpeakers() {
	for _, l := range n.lines {
		if l.section == sectionText || l.speaker == "" && l.startMS < 0 {
			continue
		}
		l.speaker, l.named, l.startMS = "", nil, -1
		l.bullet, l.text = source.CutBullet(l.full)
		l.script = lang.MainScript(l.text)
	}
}
