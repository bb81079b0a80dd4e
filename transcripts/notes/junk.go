package notes

import (
	"regexp"
	"strings"
	"unicode"

	"gendu/lang"
	"gendu/transcripts/sentences"
)

// longestJunk is beyond the longest line a pattern looks at, in bytes. Longer
// ones are not searched: patterns cost time for every character.
const longestJunk = 1500

// isJunk reports whether a line is no part of an episode by its own look: the
// leftovers of scrapers, buttons, advertising, links, counters, bylines. Running
// text may speak of all these things, so a word alone never makes a sentence
// junk: every sentence of the line must begin as calls to the reader do.
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
	if lang.Size(s) > longestCall {
		return false
	}
	for _, piece := range sentences.SplitLine(l.text, "") {
		if !isCall(piece) {
			return false
		}
	}
	return true
}

// isScraperLeftover matches what scrapers leave of tags and code:
// `nload="this.removeAttribute('width');" />`.
func isScraperLeftover(s string) bool {
	return len(s) <= longestJunk && strings.ContainsAny(s, "<>{}=;.[") && (scraperLeftover.MatchString(s) || code.MatchString(s))
}

var scraperLeftover = regexp.MustCompile(`(?i)(\b[a-z-]{2,20}="[^"]*"\s*/?>?\s*$|^[^<]{0,80}"?\s*/>\s*$` +
	`|^\s*</?[a-z][^>]*$|\bonclick=|\bonload=|data-[a-z-]+=|&nbsp;|^\s*[.#]?[\w-]+\s*\{[^}]*\}?\s*$|^\s*[{}]+;?\s*$|^!\[[^\]]*\]\(|^(\s*<[^<>]+>\s*)+$)`)

// code matches a statement of a script. Case counts, and so does the syntax:
// "Let us not forget (as many do) that …" is English.
var code = regexp.MustCompile(`\bthis\.(removeAttribute|style|src|on[a-z]+)\b` +
	`|^\s*(var|let|const)\s+[\w$]+\s*=|^\s*function\b\s*[\w$]*\s*\([^)]*\)\s*\{|^\s*(window|document)\.[\w$.]+\s*[=(]`)

// buttons are whole lines that pages say and speakers do not.
var buttons = buttonSet(`share; like; likes; comment; comments; reply; replies; subscribe; follow; following; menu; search;
	home; login; log in; sign in; sign up; register; advertisement; advertisements; ad; ads; sponsored; loading; next; previous;
	prev; read more; see more; show more; load more; view more; learn more; more; less; show less; download; play; pause; print; close;
	copy link; link copied; copy; save; bookmark; report; edit; settings; cancel; accept; accept all; submit; send; ok; email; facebook;
	twitter; instagram; youtube; spotify; apple podcasts; linkedin; whatsapp; telegram; line; x; top; back; skip ad; skip;
	listen; listen now; watch now; shop now; buy now; click here; trending; related; popular; latest; newsletter; transcript pdf;
	download audio; download transcript; download pdf; download mp3; download the audio; listen to the audio;
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
