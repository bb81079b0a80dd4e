package transcripts

import (
	"regexp"
	"strings"
	"unicode"
)

// longestJunk is beyond the longest line a pattern looks at, in bytes. Longer
// ones are not searched: patterns cost time for every character.
const longestJunk = 1500

// isJunk reports whether a line is no part of an episode by its own look: the
// leftovers of scrapers, buttons, advertising, links, counters, bylines. A line
// is junk only by a strong sign; several sentences are never judged by a word.
func isJunk(l *noteLine) bool {
	s := l.full
	if len(s) > longestJunk {
		return false
	}
	letters := strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	if letters < 0 || isScraperLeftover(s) {
		return true
	}
	if buttons[strings.ToLower(strings.TrimFunc(s, isDecoration))] {
		return true
	}
	n := size(s)
	for _, p := range junkLine {
		if n <= p.max && p.re.MatchString(s) {
			return true
		}
	}
	return false
}

// isScraperLeftover matches what scrapers leave of tags and code:
// `nload="this.removeAttribute('width');" />`.
func isScraperLeftover(s string) bool {
	return len(s) <= longestJunk && strings.ContainsAny(s, "<>{}=;.[") && scraperLeftover.MatchString(s)
}

var scraperLeftover = regexp.MustCompile(`(?i)(this\.(remove|style|src|on)\w*|\b[a-z-]{2,20}="[^"]*"\s*/?>?\s*$|^[^<]{0,80}"?\s*/>\s*$` +
	`|^\s*</?[a-z][^>]*$|^\s*(var|let|const|function|window|document)\b.*[;{(]|\bonclick=|\bonload=|data-[a-z-]+=|&nbsp;|^\s*[.#]?[\w-]+\s*\{[^}]*\}?\s*$|^\s*[{}]+;?\s*$|^!\[[^\]]*\]\(|^(\s*<[^<>]+>\s*)+$)`)

// junkPattern is a sign of junk in a line of at most max words.
type junkPattern struct {
	max int
	re  *regexp.Regexp
}

func pattern(max int, expr string) junkPattern {
	return junkPattern{max, regexp.MustCompile(`(?i)` + expr)}
}

var junkLine = []junkPattern{
	// Links, addresses, handles, hashtags and times standing alone.
	pattern(60, `^[^\pL]*(https?://|www\.)\S+\s*$`),
	pattern(14, `(https?://|www\.)\S+`),
	pattern(14, `[\w.+-]+@[\w-]+\.[a-z]{2,}`),
	pattern(8, `(^|\s)@\w{2,}`),
	pattern(30, `^\s*([#\x{FF03}]\pL[\pL\pN_]*\s*){1,}$`),
	pattern(12, `^\W*\d{1,2}:\d{2}(:\d{2})?\b`),
	pattern(8, `^[\W\d]*[\d,.]+\s*[kKmM萬万]?\s*(likes?|views?|comments?|shares?|followers?|claps?|replies|downloads|plays|min(ute)?s? (read|listen)|次(觀看|播放|阅读|閱讀|瀏覽|浏览|讚|赞)|則(留言|評論)|人(訂閱|按讚|赞|關注|关注)|分鐘(閱讀)?|個(讚|赞))\W*$`),
	pattern(8, `^(觀看次數|播放次數|點閱|阅读量|瀏覽|浏览|点赞|views?|likes?|comments?|shares?|tags?|標籤|标签|categor(y|ies)|分類|分类)\s*[:\x{FF1A}(\x{FF08}]\s*\S+`),
	pattern(8, `^\W*(comments?|replies|留言|評論|评论|回覆|回复)\s*[(\x{FF08}]\s*\d+\s*[)\x{FF09}]\W*$`),
	// Bylines, dates, picture credits, rights.
	pattern(20, `^\W*(posted|published|updated|last updated|written|reported|edited|translated|narrated|hosted|produced)\s+(on|by|at|in)\b`),
	pattern(8, `^by\s+\p{Lu}\w+(\s+\p{Lu}[\w.]*){0,4}\s*$`),
	pattern(12, `^\W*(發布|发布|發表|更新|撰文|作者|編輯|编辑|記者|记者|責任編輯|责任编辑|文字|主持人|主播|譯者|译者|配音|校對|校对|攝影|摄影|日期|來源|时间|時間)(於|于|時間|时间|日期)?\s*[:\x{FF1A}|/\x{FF5C}]`),
	pattern(6, `^\W*((mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(st|nd|rd|th)?,?\s+\d{4}\W*$`),
	pattern(8, `^\W*\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(\s+\d{1,2}:\d{2}(:\d{2})?)?\W*$`),
	pattern(16, `^\W*((photo|image|picture|illustration|video|cover|audio|music|graphic)s?(\s+(credit|source|by|courtesy)s?)?\s*(by\b|[:\x{FF1A}|/])|(圖片?|图片?|照片|影片|音樂|音乐|封面|視頻|视频)\s*(來源|来源|提供|素材)?\s*[:\x{FF1A}/|\x{FF0F}])`),
	pattern(40, `(©|\(c\)\s*\d{4}|copyright\s+(\d{4}|©)|all rights reserved|版權所有|版权所有|著作權|轉載|转载(请|自)|未經授權|未经授权)`),
	pattern(20, `^\W*powered by\b`),
	pattern(30, `(\bterms of (service|use)\b|\bprivacy policy\b|隱私權?政策|隐私政策|服務條款|服务条款|\b(we|this (web)?site) uses? cookies\b|cookie (settings|policy|preferences)|enable javascript|javascript is (disabled|required)|使用\s*cookies?)`),
	// Calls to do something with the page or the show.
	pattern(45, `\b(subscribe (to|on|now|here|today|via|for|and)|don'?t forget to (like|subscribe|share|follow|rate)|(like|rate|share|follow),? (and|&) (subscribe|review|follow|share|comment)|follow (us|me|the show|our)\b|sign up (for|to|now|here|today)\b.*(newsletter|free|list|email|account|updates?)|(our|the|weekly|daily|free|my) newsletter|join our (community|discord|patreon|telegram|mailing)|leave (us )?a (comment|review|rating)|rate (us|this)|(support|buy) (us|me|the show|our show)\b.*|(become|be) a (member|patron|sponsor)|(listen|available|find us|watch) (now )?on (apple|spotify|google|youtube|kkbox|amazon|soundcloud)|(click|tap) (here|the link|below|on)|download (the|our) (app|free|pdf)|(share|post|tweet|send) (this|it)( \w+){0,2} (on|to|with|via)\b|scan the qr|read (more|the full)\b.*(here|at|on|»|>|→|\.\.\.|…)|back to top|skip to (main )?content|thanks? (you )?for (listening|reading|watching|tuning)|see you (next time|in the next))`),
	pattern(45, `\b(brought to you by|sponsored by|sponsor of|(today's|our|this episode's) sponsors?|is sponsored|paid (partnership|promotion|content|advertisement)|promo(tional)? code|use (the )?(promo |discount |coupon )?code\b|coupon|\d+\s?% off\b|free (trial|shipping)|limited[- ]time offer|affiliate links?|advertisement|advertise with us|story continues below|continue reading|apple podcasts?\b.*\bspotify|spotify\b.*\bapple podcasts?|patreon|hosting provided by|firstory|soundon|buy me a coffee)\b`),
	pattern(45, `(訂閱(我們|我|本|頻道|電子報|按鈕|並|節目|請|此)|订阅(我们|我|本|频道|按钮|并|节目|此)|(按讚|按赞|点赞)[^。]{0,6}(訂閱|订阅|分享|關注|关注|收藏|留言)?|小鈴鐺|小铃铛|(歡迎|欢迎|請|请|記得|记得)[^。]{0,8}(訂閱|订阅|追蹤|追踪|關注|关注|分享(給|给|此|這|这)|留言|按讚|点赞|收藏|转发|轉發)|追蹤我們|关注我们|關注我們|加入(會員|会员|我們|我们|社群|群組|社团|社團)|入群|掃描|扫描二维码|扫码|掃碼|(點擊|点击|點選)(這裡|这里|此處|此处|連結|链接|下方|查看|閱讀|阅读|收聽|收听|原文)|本集(節目)?由[^。]{1,20}(贊助|播出|提供)|本(节目|期节目|期)由[^。]{1,20}(赞助|播出|提供)|(贊助|赞助)(商|播出|我們|我们|播映|本節目|本节目)|工商(時間|服務)|业配|業配|優惠碼|优惠码|折扣碼|折扣码|折扣代碼|限時優惠|限时优惠|請我喝|请我喝|小額(贊助|支持)|小额赞助|下載(我們的)?\s*app|下载(我们的)?\s*app|(展開|展开|閱讀|阅读)全文|(感謝|感谢|謝謝|谢谢)(您的|你的|大家的)?(收聽|收听|聆聽|聆听|閱讀|阅读|收看|觀看|观看)|下集再見|下期再见|免責聲明|(轉|转)(載|载)自|電子報|回复“|回覆「|商業合作|商务合作|合作邀約|合作邀约|廣告|广告(合作|时间)?\s*$)`),
}

// buttons are whole lines that pages say and speakers do not.
var buttons = buttonSet(`share; like; likes; comment; comments; reply; replies; subscribe; follow; following; menu; search;
	home; login; log in; sign in; sign up; register; advertisement; advertisements; ad; ads; sponsored; loading; next; previous;
	prev; read more; see more; show more; load more; view more; learn more; more; less; show less; download; play; pause; print; close;
	copy link; link copied; copy; save; bookmark; report; edit; settings; cancel; accept; accept all; submit; send; ok; email; facebook;
	twitter; instagram; youtube; spotify; apple podcasts; linkedin; whatsapp; telegram; line; x; top; back; skip ad; skip;
	listen; listen now; watch now; shop now; buy now; click here; trending; related; popular; latest; newsletter; transcript pdf;
	privacy; terms; contact; help; faq; feedback; the end; end; fin;
	分享; 按讚; 讚; 赞; 点赞; 點讚; 留言; 評論; 评论; 訂閱; 订阅; 追蹤; 追踪; 關注; 关注; 下載; 下载; 廣告; 广告; 登入; 登录; 註冊; 注册;
	首頁; 首页; 更多; 展開; 展开; 收起; 上一篇; 下一篇; 上一頁; 下一頁; 上一页; 下一页; 回覆; 回复; 收藏; 轉發; 转发; 搜尋; 搜索; 選單;
	菜单; 關閉; 关闭; 載入中; 加载中; 播放; 暫停; 暂停; 列印; 打印; 複製連結; 复制链接; 回到頂部; 返回顶部; 推薦; 推荐; 熱門; 热门;
	閱讀更多; 阅读更多; 查看更多; 看更多; 顯示更多; 繼續閱讀; 继续阅读; 完; 全文完; 立即購買; 立即订阅; 立即訂閱; 檢舉; 举报; 編輯; 编辑`)

func buttonSet(list string) map[string]bool {
	out := make(map[string]bool)
	for word := range strings.SplitSeq(list, ";") {
		out[strings.Join(strings.Fields(word), " ")] = true
	}
	return out
}
