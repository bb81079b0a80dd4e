package readaloud

import (
	"regexp"
	"strconv"
	"strings"

	"gendu/lang"
)

var (
	percentForm = regexp.MustCompile(`^([0-9][0-9,.]*)[%％]$`)
	clockForm   = regexp.MustCompile(`^([0-9]{1,2})[:：]([0-9]{2})$`)
	yuanForm    = regexp.MustCompile(`^(NT|US|HK)?[$￥¥€£]([0-9][0-9,.]*)$`)
	spanForm    = regexp.MustCompile(`^([0-9][0-9,.]*)([-–~～:：])([0-9][0-9,.]*)$`)
	dayForm     = regexp.MustCompile(`^([0-9]{1,2})/([0-9]{1,2})$`)
	numberForm  = regexp.MustCompile(`[0-9][0-9,]*(?:\.[0-9]+)?`)
)

// countWords are words before which 2 is 两.
const countWords = "個个位本張张條条隻只支枝件歲岁年天次種种家間间人塊块點点杯瓶碗輛辆台部名句頁页倍週周份封雙双"

// chineseDate reads 2024/12/25, and 12/25 where it can be no fraction; a fraction is
// three quarters, 四分之三. "" for what is neither.
func chineseDate(w string) string {
	if m := isoForm.FindStringSubmatch(w); m != nil {
		return digitsChinese(m[1]) + "年" + decimalChinese(m[2]) + "月" + decimalChinese(m[3]) + "日"
	}
	m := dayForm.FindStringSubmatch(w)
	if m == nil {
		return ""
	}
	month, _ := strconv.Atoi(m[1])
	day, _ := strconv.Atoi(m[2])
	if month >= 1 && month <= 12 && day > 12 && day <= 31 {
		return decimalChinese(m[1]) + "月" + decimalChinese(m[2]) + "日"
	}
	return decimalChinese(m[2]) + "分之" + decimalChinese(m[1])
}

// sayChinese writes out numbers in characters. A word behind which 年 follows is a
// year and is read digit by digit.
func sayChinese(words []Word) {
	for i := range words {
		before, middle, after := core(fullToHalf(words[i].Say))
		if middle == "" || !strings.ContainsAny(middle, "0123456789") {
			continue
		}
		next := ""
		if i+1 < len(words) {
			next = words[i+1].Text
		}
		last := ""
		if i > 0 {
			last = words[i-1].Text
		}
		if m := yuanForm.FindStringSubmatch(middle); m != nil && after == "" && strings.ContainsRune("億亿萬万千百", lang.FirstRune(next)) {
			// $3.5億 is three point five hundred million yuan.
			words[i].Say = before + decimalChinese(m[2])
			lead, unit, rest := core(words[i+1].Say)
			words[i+1].Say = lead + unit + yuanOf(m[1]) + rest
			continue
		}
		words[i].Say = before + chineseNumber(middle, last, next) + after
	}
}

// yuanOf names the currency by what stands before its sign.
func yuanOf(prefix string) string {
	if prefix == "US" {
		return "美元"
	}
	return "元"
}

func chineseNumber(w, last, next string) string {
	if say := chineseDate(w); say != "" {
		return say
	}
	if phoneForm.MatchString(w) {
		return digitsChinese(w)
	}
	if m := spanForm.FindStringSubmatch(w); m != nil {
		between := "到"
		if m[2] == ":" || m[2] == "：" || strings.HasSuffix(last, "以") || next != "" && strings.ContainsRune("勝胜敗败贏赢輸输擊击", lang.FirstRune(next)) {
			between = "比" // a score
		}
		if !clockForm.MatchString(w) {
			return decimalChinese(m[1]) + between + decimalChinese(m[3])
		}
	}
	if w == "2" && !strings.HasSuffix(last, "第") && next != "" && strings.ContainsRune(countWords, lang.FirstRune(next)) {
		return "两"
	}
	if len(w) == 4 && strings.HasPrefix(next, "年") && numberForm.FindString(w) == w {
		return digitsChinese(w)
	}
	if m := percentForm.FindStringSubmatch(w); m != nil {
		return "百分之" + decimalChinese(m[1])
	}
	if m := clockForm.FindStringSubmatch(w); m != nil {
		if m[2] == "00" {
			return decimalChinese(m[1]) + "点"
		}
		return decimalChinese(m[1]) + "点" + decimalChinese(m[2]) + "分"
	}
	if m := yuanForm.FindStringSubmatch(w); m != nil {
		return decimalChinese(m[2]) + yuanOf(m[1])
	}
	return numberForm.ReplaceAllStringFunc(w, func(n string) string {
		if len(n) > 12 || len(n) > 1 && n[0] == '0' && !strings.Contains(n, ".") {
			return digitsChinese(n)
		}
		return decimalChinese(n)
	})
}

func fullToHalf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

var chineseDigits = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

func digitsChinese(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' {
			b.WriteString(chineseDigits[r-'0'])
		}
	}
	return b.String()
}

func decimalChinese(s string) string {
	whole, part, ok := strings.Cut(strings.ReplaceAll(s, ",", ""), ".")
	out := integerChinese(whole)
	if ok && part != "" {
		out += "点" + digitsChinese(part)
	}
	return out
}

// integerChinese reads up to 16 digits in groups of four: 千百十, then 万 and 亿.
func integerChinese(s string) string {
	s = strings.TrimLeft(s, "0")
	switch {
	case s == "":
		return "零"
	case len(s) > 16:
		return digitsChinese(s)
	}
	groups := []string{"", "万", "亿", "万亿"}
	var out string
	zero := false
	for n := (len(s) - 1) / 4; n >= 0; n-- {
		from, to := max(len(s)-4*(n+1), 0), len(s)-4*n
		part := groupChinese(s[from:to], out != "", &zero)
		if part != "" {
			out += part + groups[n]
		}
	}
	if rest, ok := strings.CutPrefix(out, "一十"); ok {
		return "十" + rest
	}
	return out
}

// groupChinese reads up to four digits. zero carries over groups that a 零 is due.
func groupChinese(s string, inside bool, zero *bool) string {
	units := []string{"", "十", "百", "千"}
	var b strings.Builder
	for i, r := range s {
		d := int(r - '0')
		if d == 0 {
			*zero = true
			continue
		}
		if *zero && (inside || b.Len() > 0) {
			b.WriteString("零")
		}
		*zero = false
		b.WriteString(chineseDigits[d])
		b.WriteString(units[len(s)-1-i])
	}
	return b.String()
}
