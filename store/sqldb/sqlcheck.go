package sqldb

import "context"

// Fault is a row that contradicts another one.
type Fault struct {
	Table   string
	ID      string
	Problem string
}

// SelfCheck asks SQLite whether its file is sound. PostgreSQL checks its pages
// and its foreign keys itself.
func (d Dialect) SelfCheck(ctx context.Context, q Queryer) ([]Fault, error) {
	faults := []Fault{}
	if d.File == "" {
		return faults, nil
	}
	lines, err := Rows(ctx, q, func(v *string) []any { return []any{v} }, "SELECT integrity_check FROM pragma_integrity_check")
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		if *line != "ok" {
			faults = append(faults, Fault{Table: "sqlite", ID: d.File, Problem: *line})
		}
	}
	type broken struct{ table, parent, row string }
	refs, err := Rows(ctx, q, func(v *broken) []any { return []any{&v.table, &v.parent, OrNull(&v.row)} },
		`SELECT "table", parent, rowid FROM pragma_foreign_key_check LIMIT 1000`)
	for _, r := range refs {
		faults = append(faults, Fault{Table: r.table, ID: "row " + r.row, Problem: "it refers to a row of " + r.parent + " that is not there"})
	}
	return faults, err
}
