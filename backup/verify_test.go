package backup

import (
	"strings"
	"testing"
)

// TestVerify: contents that were damaged in the target without a change of size are copied
// again where the installation still has them, and named where it does not.
func TestVerify(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	cover := "covers/" + show + "/1"
	a.backUp(target)
	whole := read(t, target, contentKey(hashText(cover)))
	damage := func() {
		a.ok(target.Put(t.Context(), contentKey(hashText(cover)), strings.NewReader(strings.Repeat("x", len(whole))), int64(len(whole))))
	}
	verify := func() (*Report, []string) {
		var named []string
		b := a.backup(target)
		b.Verify = true
		b.Problem = func(key, what string) { named = append(named, key+": "+what) }
		report, err := b.Run(t.Context())
		a.ok(err)
		return report, named
	}

	damage()
	if report := a.backUp(target); report.Copied != 0 {
		t.Errorf("without Verify %d contents were copied", report.Copied)
	}
	report, named := verify()
	if report.Damaged != 1 || report.Repaired != 1 || len(named) != 0 || read(t, target, contentKey(hashText(cover))) != whole {
		t.Errorf("%+v, %q", report, named)
	}
	newSite(t, kinds[0]).restored(target)

	// The show has another cover by now, so that only older snapshots name the damaged one.
	a.cover(show, "covers/"+show+"/2")
	a.put("covers/"+show+"/2", contentOf("covers/"+show+"/2"))
	a.ok(a.bucket.Delete(t.Context(), cover))
	damage()
	report, named = verify()
	if report.Damaged != 1 || report.Repaired != 0 || len(named) != 1 || !strings.HasPrefix(named[0], contentKey(hashText(cover))) {
		t.Errorf("%+v, %q", report, named)
	}
	if report, _ = verify(); report.Damaged != 1 {
		t.Errorf("it is forgotten: %+v", report)
	}
}
