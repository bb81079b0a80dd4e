package lang

import "testing"

// TestSeems tells languages in Latin letters apart, and says nothing where it cannot
// know.
func TestSeems(t *testing.T) {
	t.Parallel()
	const (
		english    = "The train that leaves at nine is not the one you want. It was late on Monday, and there were more people in it than there had been for weeks."
		french     = "Le train qui part à neuf heures n'est pas celui que vous cherchez. Il était en retard lundi, et il y avait dans les wagons plus de gens que pendant des semaines."
		german     = "Der Zug, der um neun Uhr fährt, ist nicht der, den Sie suchen. Er war am Montag zu spät, und es waren auch mehr Leute in dem Wagen als in den Wochen davor."
		spanish    = "El tren que sale a las nueve no es el que usted busca. El lunes llegó tarde, y en los vagones había más gente que en las semanas de antes, como dijo la señora."
		italian    = "Il treno che parte alle nove non è quello che cerca. Lunedì era in ritardo, e nei vagoni c'era più gente che nelle settimane di prima, come ha detto la signora."
		portuguese = "O trem que sai às nove não é o que você procura. Na segunda ele se atrasou, e nos vagões havia mais gente do que nas semanas de antes, como disse a senhora."
		dutch      = "De trein die om negen uur gaat is niet de trein die je zoekt. Hij was op maandag te laat, en er waren ook meer mensen in dan in de weken voor dat feest."
	)
	for _, c := range []struct{ text, tag, want string }{
		{english, "en", ""},
		{english, "en-GB", ""},
		{french, "en", "fr"},
		{german, "en", "de"},
		{spanish, "en", "es"},
		{italian, "en", "it"},
		{portuguese, "en", "pt"},
		{portuguese, "es", "pt"},
		{spanish, "pt-BR", "es"},
		{dutch, "de", "nl"},
		{english, "fr", "en"},
		{english, "is", ""},                   // no list of its words
		{"Le train est en retard.", "en", ""}, // too short
		{french, "zh-Hant", ""},               // the writing system says that already
		{"Lorem " + "ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt ut labore et dolore magna aliqua ut enim ad minim veniam quis nostrud exercitation ullamco", "en", ""},
		{english + " “C'est la vie, mais les gens ne sont pas contents,” she said.", "en", ""}, // quoted
	} {
		if got := Seems([]string{c.text}, c.tag); got != c.want {
			t.Errorf("as %s: %q, want %q: %s", c.tag, got, c.want, c.text)
		}
	}
}
