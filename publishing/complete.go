package publishing

// maxEdited bounds the corrected sentences that complete looks at.
const maxEdited = 200

// complete finds the other part of sentences that were split or merged while
// something moved between the parts, or one of them away: what is matched with
// nothing, and explains more of a corrected sentence than its match does alone.
func (m *matcher) complete() {
	var edited []int // new sentences whose former one had another text
	for g, f := range m.of {
		if f >= 0 && m.former[f].text != m.given[g].text {
			edited = append(edited, g)
		}
	}
	former, given := m.openFormer(0, len(m.into)), m.openGiven(0, len(m.of))
	if len(edited) > maxEdited || len(former)+len(given) > maxEdited {
		return
	}
	for _, g := range edited {
		for _, u := range given {
			m.split(m.of[g], g, u)
		}
		for _, u := range former {
			m.merge(u, g)
		}
	}
}

// split makes u the other part of what is g now, where it is.
func (m *matcher) split(f, g, u int) {
	if f < 0 || m.of[u] >= 0 || m.part[u] || m.of[g] != f {
		return
	}
	alone := m.gain([]int{f}, []int{g})
	before, behind := m.gain([]int{f}, []int{u, g}), m.gain([]int{f}, []int{g, u})
	switch {
	case max(before, behind) <= alone:
	case before > behind:
		m.pair(f, u)
		m.of[g], m.part[g] = -1, true
	default:
		m.part[u] = true
	}
}

// merge makes u another sentence that was merged into g, where it was.
func (m *matcher) merge(u, g int) {
	f := m.of[g]
	if f < 0 || m.into[u] >= 0 {
		return
	}
	alone := m.gain([]int{f}, []int{g})
	before, behind := m.gain([]int{u, f}, []int{g}), m.gain([]int{f, u}, []int{g})
	switch {
	case max(before, behind) <= alone:
	case before > behind:
		m.pair(u, g)
	default:
		m.into[u] = g
	}
}

func (m *matcher) gain(former, given []int) float32 {
	return gainOf(pick(m.former, former), pick(m.given, given))
}
