package notes

import (
	"regexp"

	"gendu/lang"
	"gendu/transcripts/sentences"
)

// longestCall is the longest line that is looked at for calls and page furniture,
// in words.
const longestCall = 60

// isCall reports whether a sentence, or a line without a stop, speaks to the
// reader of the page or belongs to the page itself: "Subscribe to our newsletter.",
// "Photo: …", "1,204 likes".
func isCall(s string) bool {
	n := lang.Size(s)
	sentence := sentences.EndsSentence(s)
	for _, p := range callPatterns {
		if n <= p.max && !(sentence && p.bare) && p.re.MatchString(s) {
			return true
		}
	}
	return false
}

// callPattern is a sign of a call in a piece of at most max words. A bare sign
// counts only where no stop follows: in a sentence the same words are a subject.
type callPattern struct {
	max  int
	bare bool
	re   *regexp.Regexp
}

// What may stand before a call: "Please also …", "If you like the show, …".
const (
	noLetters = `^[^\pL\pN]*`
	politely  = noLetters + `(?:(?:please|also|and|so|but|just|now|remember to|be sure to|make sure (?:to|you)|do not forget to|don['’]?t forget to` +
		`|(?:if|when) you(?:['’]?d)? (?:like|liked|enjoy|enjoyed|love|have)[^.!?,]{0,60},?)\s+){0,4}`
	ifYouLike  = `(?:(?:如果|若)(?:你|您)?(?:也)?(?:喜歡|喜欢)[^。\x{FF0C},]{0,20}[\x{FF0C},]\s*)?`
	politelyZh = noLetters + ifYouLike + `(?:也|都|並|并|請|请|歡迎|欢迎|記得|记得|別忘了|别忘了|不要忘記|不要忘记|趕快|赶快|快|來|来)*`
)

// call is a sign that holds in sentences too: it stands at their beginning.
func call(max int, expr string) callPattern {
	return callPattern{max, false, regexp.MustCompile(`(?i)` + politely + `(?:` + expr + `)`)}
}

func callZh(max int, expr string) callPattern {
	return callPattern{max, false, regexp.MustCompile(`(?i)` + politelyZh + `(?:` + expr + `)`)}
}

// whole is a sign that describes a line or a sentence from its beginning.
func whole(max int, expr string) callPattern {
	return callPattern{max, false, regexp.MustCompile(`(?i)` + noLetters + `(?:` + expr + `)`)}
}

func bare(max int, expr string) callPattern {
	return callPattern{max, true, regexp.MustCompile(`(?i)` + expr)}
}

var callPatterns = []callPattern{
	// Links, addresses, handles, hashtags and times standing alone.
	{60, false, regexp.MustCompile(`^[^\pL]*(https?://|www\.)\S+\s*$`)},
	bare(14, `(https?://|www\.)\S+`),
	bare(14, `[\w.+-]+@[\w-]+\.[a-z]{2,}`),
	bare(8, `(^|\s)@\w{2,}`),
	bare(30, `^\s*([#\x{FF03}]\pL[\pL\pN_]*\s*){1,}$`),
	{12, false, regexp.MustCompile(`^[^\pL\pN]*\d{1,2}:\d{2}(:\d{2})?[^\pL\pN]*(\p{Lu}|\p{Han}|$)`)},
	whole(8, `[\d,.]+\s*[kKmM萬万]?\s*(likes?|views?|comments?|shares?|followers?|claps?|replies|downloads|plays|min(ute)?s? (read|listen)|次(觀看|播放|阅读|閱讀|瀏覽|浏览|讚|赞)|則(留言|評論)|人(訂閱|按讚|赞|關注|关注)|分鐘(閱讀)?|個(讚|赞))[^\pL\pN]*$`),
	bare(8, `^(觀看次數|播放次數|點閱|阅读量|瀏覽|浏览|点赞|views?|likes?|comments?|shares?|tags?|標籤|标签|categor(y|ies)|分類|分类)\s*[:\x{FF1A}(\x{FF08}]\s*\S+`),
	whole(8, `(comments?|replies|留言|評論|评论|回覆|回复)\s*[(\x{FF08}]\s*\d+\s*[)\x{FF09}][^\pL\pN]*$`),
	// Bylines, dates, picture credits, rights.
	bare(20, noLetters+`(posted|published|updated|last updated|written|reported|edited|translated|narrated|hosted|produced)\s+(on|by|at|in)\b`),
	{8, true, regexp.MustCompile(`^(by|By|BY)\s+\p{Lu}\w+(\s+\p{Lu}[\w.]*){0,4}\s*$`)},
	bare(12, noLetters+`(發布|发布|發表|更新|撰文|作者|編輯|编辑|記者|记者|責任編輯|责任编辑|文字|主持人|主播|譯者|译者|配音|校對|校对|攝影|摄影|日期|來源|时间|時間)(於|于|時間|时间|日期)?\s*[:\x{FF1A}|/\x{FF5C}]`),
	whole(6, `((mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(st|nd|rd|th)?,?\s+\d{4}[^\pL\pN]*$`),
	whole(6, `\d{1,2}(st|nd|rd|th)?\s+(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+\d{4}[^\pL\pN]*$`),
	whole(8, `\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(\s+\d{1,2}:\d{2}(:\d{2})?)?[^\pL\pN]*$`),
	whole(16, `(photo|image|picture|illustration|video|cover|audio|music|graphic)s?(\s+(credit|source|courtesy)s?)?(\s+by)?\s*[:\x{FF1A}|/]`),
	bare(16, noLetters+`(photo|image|picture|illustration|video|cover|audio|music|graphic)s?(\s+(credit|source|courtesy)s?)?\s+(by|of)\b`),
	whole(16, `(圖片?|图片?|照片|影片|音樂|音乐|封面|視頻|视频)\s*(來源|来源|提供|素材)?\s*[:\x{FF1A}/|\x{FF0F}]`),
	whole(40, `(©|\(c\)\s*\d{4}|copyright\s+(\d{4}|©)|all rights reserved|(本(站|文|節目|节目|網站|网站))?(版權|版权|著作權|著作权)所有|(如需|請勿|请勿|禁止|不得|未經|未经)[^。]{0,12}(轉載|转载)|(本文)?(轉|转)(載|载)自)`),
	bare(40, `(©|\(c\)\s*\d{4}|copyright\s+(\d{4}|©)|all rights reserved|版權所有|版权所有)`),
	bare(20, noLetters+`(powered|hosted) (by|on)\b`),
	{14, true, regexp.MustCompile(`^[\[(]?(INSERT|CLIP|MUSIC|SOUND|SFX|JINGLE)\b`)},
	// Of transcripts and their printed pages.
	whole(14, `(nb:?\s+)?this is not a (word[- ]for[- ]word|verbatim) transcript`),
	whole(10, `(\S+\.(com|org|net|co\.uk|tw|cn|jp)\S*\s*)?page \d+ (of|/) \d+\s*$`),
	bare(4, noLetters+`[\w-]+(\.[\w-]+)*\.(com|org|net|co\.uk|com\.tw|tw|cn|jp|io|fm)(/\S*)?\s*$`),
	bare(14, `\bposted on\b.*\d{4}`),
	{30, false, regexp.MustCompile(noLetters + `\p{Lu}[\pL.'’-]*( \p{Lu}[\pL.'’-]*){1,3} (wrote|adapted|reported|produced|edited)( and \w+)? (it|(this|the) (story|article|report|lesson))\b.{0,80}\bfor\b`)},
	{30, false, regexp.MustCompile(noLetters + `\p{Lu}[\pL.'’-]*( \p{Lu}[\pL.'’-]*){1,3} was the (editor|producer)\.$`)},
	whole(14, `(we want to hear from you|write to us)\b`),
	whole(20, `consider (donating|subscribing)\b`),
	callZh(45, `(搜索|搜尋)【[^】]+】|.{0,30}(微信小程序|小程序|公眾號|公众号).{0,30}(領取|领取|收聽|收听|回覆|回复)`),
	// The foot of a page.
	bare(14, noLetters+`((terms (of (service|use)|and conditions)|privacy (policy|notice)|cookie (settings|policy|preferences)|contact us|about us|sitemap|隱私權?政策|隐私政策|服務條款|服务条款|使用條款|使用条款)[^\pL\pN]*)+$`),
	call(30, `((we|this (web)?site) uses? cookies|enable javascript|javascript is (disabled|required)|(see|read|agree to|by \w+ing[^.]{0,40}agree to) (our|the) (terms|privacy)|(本網站|本网站|我們|我们)使用\s*cookies?)`),
	// Calls to do something with the page or the show.
	call(45, `(subscribe (to (our|my|the|this)|on|now|here|today|via|for|and)\b|(like|rate|share|follow|subscribe),? (and|&) (like|subscribe|review|follow|share|comment)|(like|subscribe|share|follow)\b.{0,20}\b(our|the|this|my) (show|podcast|channel|page|episode)|follow (us|me|the show|our)\b|sign up (for|to|now|here|today)\b.*(newsletter|free|list|email|account|updates?)|sign in to\b|(get|read) (our|the|my|weekly|daily|free)\b.{0,20}newsletter|join our\b.{0,12}(community|discord|patreon|telegram|mailing|newsletter)|leave (us )?a (comment|review|rating)|rate (us|this (show|podcast|episode))|(support|buy) (us|me|the show|our show)\b|(become|be) a (member|patron|sponsor|supporter)|(you can )?(listen|available|find us|watch)( \w+){0,3} on (apple|spotify|google|youtube|kkbox|amazon|soundcloud)|(click|tap) (here|the (link|bell|button)|below)|download (the|our) (app|free|pdf)|(share|post|tweet|send) (this|it)?( \w+){0,2} ?(on (facebook|twitter|x|line|instagram|linkedin|whatsapp)|with (a|your) friends?)\b|scan the qr|read (more|the full)\b.*(here|at|on|»|>|→|\.\.\.|…)|back to top|skip to (main )?content|(many )?thank(s| you)( so much)? for (listening|reading|watching|tuning)|(i['’]ll |we['’]ll )?see you (next time|in the next))`),
	call(45, `((this|today['’]s|our) (episode|show|podcast|programme?)( \w+){0,2} (is|was) (brought to you|sponsored|supported|made possible) by|brought to you by|sponsored by|(today['’]s|this episode['’]s|this week['’]s) sponsors?\b|use (the |my |our )?(promo |discount |coupon )?code\b|(get|save|enjoy|claim|start|try)\b.{0,60}(\d+\s?% off|free (trial|shipping|month)|promo code|coupon code)|buy me a coffee|advertise with us|story continues below)`),
	bare(45, `\b(brought to you by|sponsored by|is sponsored|paid (partnership|promotion|content|advertisement)|promo(tional)? code|(promo|discount|coupon) codes?|\d+\s?% off|free (trial|shipping)|limited[- ]time offer|affiliate links?|continue reading|apple podcasts?\b.*\bspotify|spotify\b.*\bapple podcasts?|(our|my|on) patreon|hosting provided by|firstory|soundon|(our|weekly|daily|free|my) newsletter|(listen|available|find us|watch) (now )?on (apple|spotify|google|youtube|kkbox|amazon|soundcloud))\b`),
	bare(8, noLetters+`(advertisements?|sponsored|ads?)\s*([:\x{FF1A}|】\])\x{FF09}]|$)`),
	callZh(45, `((訂閱|订阅)(我們|我们|我|本)的?(頻道|频道|節目|节目|電子報|电子报|podcast)|(按讚|按赞|点赞|點讚)[^。]{0,6}(訂閱|订阅|分享|關注|关注|收藏|留言)|(開啟|打開|打开|按下|按)?(小鈴鐺|小铃铛)|(追蹤|追踪|關注|关注|加入|支持|贊助|赞助)(我們|我们|本節目|本节目)|(掃描|扫描)(二维码|二維碼|qr)|(扫码|掃碼)|(點擊|点击|點選)(這裡|这里|此處|此处|連結|链接|下方|查看|閱讀|阅读|收聽|收听|原文)|本(集|期)?(節目|节目)?由[^。]{1,20}(贊助|赞助|播出|提供)|(輸入|输入|使用)[^。]{0,10}(優惠碼|优惠码|折扣碼|折扣码|折扣代碼)|(限時優惠|限时优惠)|(請我喝|请我喝)|小額(贊助|支持)|小额赞助|(下載|下载)(我們的|我们的)?\s*app|(感謝|感谢|謝謝|谢谢)(您的|你的|大家的|您|你|大家)?(收聽|收听|聆聽|聆听|閱讀|阅读|收看|觀看|观看)|(我們|我们)?(下集|下期)(再)?(見|见)|(免責聲明|免责声明)\s*([:\x{FF1A}]|$)|(回复|回覆|回復)[“「"]|(商業合作|商务合作|合作邀約|合作邀约))`),
	{45, false, regexp.MustCompile(noLetters + ifYouLike + `(歡迎|欢迎|請|请|記得|记得|別忘了|别忘了)[^。]{0,8}(訂閱|订阅|追蹤|追踪|關注|关注|分享(給|给|此|這|这)|留言|按讚|点赞|點讚|收藏|转发|轉發)`)},
	bare(45, `(訂閱(我們|我|本|頻道|電子報|按鈕|並|節目|請|此)|订阅(我们|我|本|频道|按钮|并|节目|此)|加入(會員|会员|社群|群組|社团|社團)|入群|工商(時間|服務)|业配|業配|優惠碼|优惠码|折扣碼|折扣码|折扣代碼|限時優惠|限时优惠|(展開|展开|閱讀|阅读)全文|(贊助|赞助)(商|播出|播映))`),
	bare(8, noLetters+`(廣告|广告)(合作|時間|时间)?\s*([:\x{FF1A}|】\])\x{FF09}]|$)`),
	bare(12, `(電子報|电子报)\s*$`),
}
