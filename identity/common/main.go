// Command common writes identity/common.txt.gz: passwords that people choose again and
// again, made from what is generally known of how they choose, not copied from any list:
// a common word, year, name or row of keys, with the digits and signs that people put
// behind it. Run it in the folder identity: go run ./common
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"slices"
	"strings"
)

// words are what the studies of leaked passwords agree on: the word password and its kin,
// feelings, sports, animals, names, seasons, fiction, and rows of keys.
var words = strings.Fields(`password passwort passw0rd pass admin administrator root user guest test testing demo login welcome hello
secret changeme letmein default master access service system server computer internet website manager company office
iloveyou ilove lovely love lover loveme sweet sweetheart honey baby babygirl angel princess prince queen king sunshine
moonlight flower butterfly rainbow forever freedom friends family mother father sister brother monkey dragon tiger lion
shadow panther eagle falcon phoenix wolf bear horse dolphin kitten puppy chicken football baseball basketball soccer
hockey tennis golf volleyball swimming chelsea arsenal liverpool barcelona realmadrid juventus manchester united yankees
cowboys lakers spring summer autumn winter january february march april june july august september october november
december monday tuesday wednesday thursday friday saturday sunday michael michelle jessica jennifer ashley daniel andrew
thomas robert charlie jordan george matthew joshua anthony william nicole amanda samantha maria anna sophie emma oliver
david martin peter alexander superman batman spiderman starwars pokemon minecraft naruto matrix hunter ranger ninja
samurai killer trustno1 whatever nothing something qwerty qwertyuiop qwertz azerty asdfgh asdfghjkl zxcvbn zxcvbnm
qazwsx qazwsxedc 1qaz2wsx 1q2w3e 1q2w3e4r zaq12wsx q1w2e3r4 abc abcd abcdef abcdefg abc123 a1b2c3 aaa aa
china beijing taiwan taipei hongkong shanghai london paris berlin newyork america canada india woaini aini wo520 asd
school teacher student learner english chinese mandarin podcast shadowing listen speaking language practice
google facebook youtube twitter instagram apple samsung microsoft windows android iphone cookie chocolate cheese coffee
banana orange pepper ginger summer1 snoopy mickey minnie happy lucky smile music guitar piano dance money diamond silver
golden purple yellow black white green`)

// tails are what people put behind a word.
func tails() []string {
	list := []string{"", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "!", "1!", "123!", "!@#", "321", "111", "000", "007", "666", "777", "888", "520", "1314"}
	for year := 1990; year <= 2027; year++ {
		list = append(list, fmt.Sprint(year))
	}
	return list
}

// digits are the rows and repetitions of digits.
func digits() (list []string) {
	for _, row := range []string{"1234567890", "0987654321", "9876543210", "0123456789", "123123", "112233", "121212", "147258369", "789456123", "102030", "159753", "314159265358979"} {
		for n := 10; n <= 20; n++ {
			list = append(list, strings.Repeat(row, 4)[:n])
		}
	}
	return list
}

func main() {
	seen := map[string]bool{}
	add := func(text string) {
		if len(text) >= 10 && len(text) <= 24 {
			seen[text] = true
		}
	}
	for _, w := range words {
		for _, tail := range tails() {
			add(w + tail)
		}
		for _, other := range []string{w, "my", "the", "love", "password"} {
			add(w + other)
			add(other + w)
		}
	}
	for _, d := range digits() {
		add(d)
		add("a" + d)
		add(d + "a")
	}
	list := make([]string, 0, len(seen))
	for text := range seen {
		list = append(list, text)
	}
	slices.Sort(list)
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = zip.Write([]byte(strings.Join(list, "\n") + "\n"))
	}
	if err == nil {
		err = zip.Close()
	}
	if err == nil {
		err = os.WriteFile("common.txt.gz", out.Bytes(), 0o644) //nolint:gosec // it is part of the source
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(len(list), "passwords,", out.Len(), "bytes")
}
