// Package installation treats a database and an object store as the one thing
// that they are together. It makes sure that the two belong to each other, and
// clears the object store without ever destroying what the rows do not explain.
//
//	if err := installation.Bind(ctx, rows, bucket); err != nil {
//		return err // the two do not belong together; the message says how to fix it
//	}
//	sweeper := installation.Sweeper{Store: rows, Bucket: bucket, Now: time.Now, Log: log}
//	report, err := sweeper.Sweep(ctx)
package installation
