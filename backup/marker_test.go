package backup

import (
	"strings"
	"testing"

	"gendu"
)

// TestLostMarker: a target whose marker was lost or damaged is known by its snapshots. It is
// restored, and the next backup writes the marker again; that of another installation is
// still refused.
func TestLostMarker(t *testing.T) {
	t.Parallel()
	for name, left := range map[string]string{"lost": "", "half": `{"format":`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, kinds[0]), openBucket(t, folder(t))
			a.backUp(target)
			marker := read(t, target, markerKey)
			a.ok(target.Delete(t.Context(), markerKey))
			if left != "" {
				a.ok(target.Put(t.Context(), markerKey, strings.NewReader(left), int64(len(left))))
			}
			other := newSite(t, kinds[0]) // what is restored is another installation
			other.restored(target)
			if _, err := other.backup(target).Run(t.Context()); gendu.KindOf(err) != gendu.Conflict {
				t.Errorf("the backup of another installation: %v", err)
			}
			if report := a.backUp(target); report.Number != 2 || read(t, target, markerKey) != marker {
				t.Errorf("%+v, the marker is %q", report, read(t, target, markerKey))
			}
		})
	}
	b := newSite(t, kinds[0])
	if _, err := b.restore(openBucket(t, folder(t))).Run(t.Context()); gendu.KindOf(err) != gendu.NotFound || !strings.Contains(err.Error(), "no backup of gendu") {
		t.Errorf("an empty folder: %v", err)
	}
}
