package feed

import (
	"fmt"
	"io"
	"testing"
)

// BenchmarkWrite renders a page of 100 events in every format.
func BenchmarkWrite(b *testing.B) {
	v := sample()
	for i := range 95 {
		e := v.Events[i%5]
		e.ID = fmt.Sprint("n", i)
		v.Events = append(v.Events, e)
	}
	for _, f := range Formats {
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Write(io.Discard, f, v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
