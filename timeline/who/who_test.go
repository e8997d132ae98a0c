package who

import (
	"testing"
	"time"
)

// BenchmarkFind measures matching on mixed prose.
func BenchmarkFind(b *testing.B) {
	g := Default()
	text := ""
	for range 50 {
		text += "Der kasachische Außenminister traf am Rande der Sitzung in Genf seinen Amtskollegen aus Usbekistan und den UN-Generalsekretär. Danach reiste die Delegation weiter, um über Wasser, Handel und Grenzfragen zu sprechen.\n\n"
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		g.Find(text, "de", time.Time{})
	}
}

// BenchmarkLoad measures decoding the table.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode(packed); err != nil {
			b.Fatal(err)
		}
	}
}
