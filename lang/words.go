package lang

import (
	"strings"
	"unicode"
)

// functionWords are frequent small words of languages in Latin letters: articles,
// pronouns, prepositions, forms of to be. A text of any subject has many of its own
// language and few of another.
var functionWords = []struct {
	tag   string
	words map[string]bool
}{
	{"en", words(`the of and to in is that it was for with as his on be at by this had not are but from or have an they which you were her she there been their has would what will who more when`)},
	{"fr", words(`le la les des et est que qui dans pour pas une un du sur ce il elle plus au avec par ne se sont nous vous mais ou son sa ses cette aux être ont était comme tout fait ils leur où même`)},
	{"de", words(`der die das und ist in zu den mit von für auf nicht ein eine dem des sich im auch es an werden als er sie ich wir sind war aber oder wie aus bei nach noch über einen einem einer hat haben`)},
	{"es", words(`el la los las de que y en un una es por con para no se su al lo como más pero sus le ya o este sí porque esta son entre cuando muy sin sobre también me hasta hay donde quien desde todo nos`)},
	{"it", words(`il lo la gli le di che e un una è per con non sono del della dei delle nel nella si da al alla ma come più anche questo questa ha hanno era suo sua loro ci molto dove quando perché fra tra se`)},
	{"pt", words(`o a os as de que e em um uma é não para com por do da dos das no na nos nas se mais como mas ao foi ele ela são seu sua ou quando muito já também só pelo pela até isso você eu está tem`)},
	{"nl", words(`de het een en van is dat in te zijn op niet met voor aan er om ook als bij maar dan door naar uit nog hij ze zij wij ik je was heeft hebben deze dit die worden wordt over geen meer kan wel`)},
	{"sv", words(`och att det i en som på är av för med den till inte om ett han var jag de men sig så från vi hade kan när du nu ut efter man detta eller också alla henne hennes hans mycket skulle över ska blev`)},
	{"pl", words(`i w na z do się nie to że jest jak o po ale od za co tak przez dla tym czy być było był już tylko które który która ich jego jej bardzo może są gdy lub więc tego oraz ma przy też mnie pan`)},
	{"tr", words(`ve bir bu da de için ile çok ne o en gibi daha var ama kadar sonra olan olarak ben sen biz siz onun mi mı değil her şey ki ya diye olduğu oldu iyi zaman şimdi nasıl neden hiç bunu beni bana`)},
	{"id", words(`yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada mereka kami kita dia oleh atau bisa sudah telah seperti lebih saat sebagai adalah orang bahwa banyak anda hanya tetapi harus lagi menjadi apa`)},
	{"vi", words(`và của là có không cho được trong một những người với các này đã tôi để khi từ đến như cũng về nhưng thì ra ở vào nhiều anh chị em sẽ lại rất nó họ bạn đó làm chúng ta phải`)},
}

func words(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// What must be seen before a language is doubted: a text of so many words, of which
// one in so many is a function word.
const (
	enoughWords   = 25
	functionShare = 7
)

// Seems guesses the language of texts in Latin letters by their function words: its
// BCP 47 tag, "" where the texts are too short or no list fits much better than that
// of tag, the language that they should be in.
func Seems(texts []string, tag string) string {
	known := false
	for _, l := range functionWords {
		known = known || l.tag == Base(tag)
	}
	if !known {
		return ""
	}
	total := 0
	counts := make([]int, len(functionWords))
	for _, text := range texts {
		for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if ScriptOfRune(FirstRune(w)) != Latin {
				continue
			}
			total++
			for i := range functionWords {
				if functionWords[i].words[w] {
					counts[i]++
				}
			}
		}
	}
	if total < enoughWords {
		return ""
	}
	best, asked := 0, 0
	for i, l := range functionWords {
		if counts[i] > counts[best] {
			best = i
		}
		if l.tag == Base(tag) {
			asked = counts[i]
		}
	}
	if counts[best]*functionShare < total || counts[best] < 2*asked {
		return ""
	}
	return functionWords[best].tag
}

// Size is the length of a line in words, a Chinese character counting as half.
func Size(s string) int {
	c := CountScripts(s)
	return c.Latin + c.Hangul + c.Other + (c.Han+c.Kana+1)/2
}
